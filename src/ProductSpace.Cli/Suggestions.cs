using System.CommandLine;
using System.Globalization;

namespace ProductSpace.Cli;

/// <summary>
/// Answers the directive [suggest:position], by which a shell asks what can follow in a line: one word a line, verbs,
/// options and their values. The line begins with the name of the program, as it was typed.
/// </summary>
internal static class Suggestions
{
    private const string Begin = "[suggest:";
    private const string ShortBegin = "[suggest]";

    /// <summary>Spellings of --help that nobody needs to be offered.</summary>
    private static readonly string[] s_hidden = ["-?", "-h", "/?", "/h"];

    public static bool AreAsked(string[] args) =>
        args.Length > 0
        && (args[0] == ShortBegin
            || (args[0].StartsWith(Begin, StringComparison.Ordinal) && args[0].EndsWith(']')));

    /// <summary>Writes the words that can stand at the position; none is no error.</summary>
    public static void Write(RootCommand root, string[] args, ParserConfiguration parsing, TextWriter output)
    {
        string line = args.Length > 1 ? args[^1] : string.Empty;
        if (int.TryParse(
            args[0].AsSpan(Math.Min(Begin.Length, args[0].Length)).TrimEnd(']'),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int position))
        {
            // A shell may leave out the blank at the end.
            line = position <= line.Length ? line[..position] : line + ' ';
        }

        int program = line.IndexOf(' ', StringComparison.Ordinal);
        string rest = program < 0 ? string.Empty : line[(program + 1)..];
        string typed = rest[(rest.LastIndexOf(' ') + 1)..];
        IEnumerable<string> words = root.Parse(rest, parsing)
            .GetCompletions(rest.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(typed, StringComparison.Ordinal) && !s_hidden.Contains(word))
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (string word in words)
        {
            output.WriteLine(word);
        }
    }
}
