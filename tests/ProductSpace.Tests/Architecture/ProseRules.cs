using System.Text.RegularExpressions;

namespace ProductSpace.Tests.Architecture;

/// <summary>What a source file may not say or look like: refused phrases of comments and messages, wide lines, long files.</summary>
internal static partial class ProseRules
{
    private const int MaxColumns = 120;
    private const int MaxLines = 400;

    /// <summary>The faults of a file; empty where there is none.</summary>
    public static IEnumerable<string> Broken(IReadOnlyList<string> lines)
    {
        if (lines.Count > MaxLines)
        {
            yield return $"{lines.Count} lines";
        }

        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length > MaxColumns)
            {
                yield return $"line {i + 1}: {lines[i].Length} columns";
            }

            // A comment, or a text between quotes: code itself may use any word.
            string prose = string.Join(' ', Prose().Matches(lines[i]).Select(match => match.Value));
            if (Refused().Match(prose) is { Success: true } refused)
            {
                yield return $"line {i + 1}: \"{refused.Value}\"";
            }

            if (Opener().IsMatch(lines[i]) || (i > 0 && lines[i - 1].Contains("<summary>", StringComparison.Ordinal) && BareOpener().IsMatch(lines[i])))
            {
                yield return $"line {i + 1}: does not stand alone";
            }
        }
    }

    [GeneratedRegex("""//.*$|"(?:[^"\\]|\\.)*"(?=[^"]*$)|"(?:[^"\\]|\\.)*"$""")]
    private static partial Regex Prose();

    [GeneratedRegex(@"\b(so many|as there|inside of|outside of|hardly|anew|in the mean)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Refused();

    [GeneratedRegex(@"///\s*<(?:summary|returns|remarks|param[^>]*)>\s*(?:The same|As there|So many|As above)\b")]
    private static partial Regex Opener();

    [GeneratedRegex(@"^\s*///\s*(?:The same|As there|So many|As above)\b(?! \w+ (?:in|for|of|as) )")]
    private static partial Regex BareOpener();
}
