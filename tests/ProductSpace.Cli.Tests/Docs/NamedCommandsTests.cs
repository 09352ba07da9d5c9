using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ProductSpace.Cli.Tests.Verbs;

namespace ProductSpace.Cli.Tests.Docs;

/// <summary>Commands and options that help, messages and pages name are there.</summary>
public partial class NamedCommandsTests
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>Options of other programs, or of none.</summary>
    private static readonly string[] s_foreign = ["--help", "--version"];

    public static TheoryData<string> Verbs => [.. AllVerbs.List().Select(one => one.Words)];

    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(s_root, "native-free-docs"), "*.md", SearchOption.AllDirectories).Select(page => Path.GetRelativePath(s_root, page)),
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_EveryVerb_NamesVerbsThatAreThere(string words)
    {
        (int code, string text, _) = Cli.Run([.. words.Split(' '), "--help"]);
        Assert.Equal(0, code);
        text = text.Replace("testhost", "productspace", StringComparison.Ordinal);
        Assert.Empty(Strangers(text));
        Assert.All(InTicks().Matches(text), match => Assert.True(Exists(match.Groups[1].Value), match.Value));
        Assert.Contains($"productspace {words}", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_Commands_NameVerbsThatAreThere(string page) =>
        Assert.Empty(Strangers(File.ReadAllText(Path.Combine(s_root, page))));

    /// <summary>Messages are written in the source, and name verbs and options of several libraries.</summary>
    [Fact]
    public void Source_Messages_NameVerbsAndOptionsThatAreThere()
    {
        HashSet<string> options = [.. s_foreign, .. AllVerbs.List().SelectMany(one => one.Verb.Options).SelectMany(option => option.Aliases.Append(option.Name))];
        List<string> strangers = [];
        int named = 0;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                continue;
            }

            string text = Joined().Replace(File.ReadAllText(file), string.Empty);
            string[] names = [.. InSource().Matches(text).Select(match => match.Groups[1].Value)];
            named += names.Length;
            strangers.AddRange(names.Where(name => !options.Contains(name)).Concat(Strangers(text)).Select(name => $"{Path.GetFileName(file)}: {name}"));
        }

        Assert.Empty(strangers);
        Assert.InRange(named, 100, 10_000);
    }

    /// <summary>The help that a mistake names is that of the verb, also below another verb.</summary>
    [Theory]
    [InlineData("see: productspace delta set --help", "delta", "set", "--wrong")]
    [InlineData("see: productspace query --help", "query", "a.psx", "--wrong")]
    [InlineData("see: productspace --help", "--wrong")]
    public void Run_WrongOption_NamesTheHelpThatIsThere(string line, params string[] args)
    {
        (int code, _, string error) = Cli.Run(args);
        Assert.Equal(2, code);
        Assert.Equal(line, error.TrimEnd().Split('\n')[^1].TrimEnd());
        Assert.Equal(0, Cli.Run([.. line.Split(' ')[2..]]).Code);
    }

    /// <summary>The judge must be able to refuse.</summary>
    [Theory]
    [InlineData("run `productspace publish a b`", 0)]
    [InlineData("run `productspace frobnicate a`", 1)]
    [InlineData("    productspace delta frobnicate a", 1)]
    [InlineData("productspace delta info a", 0)]
    [InlineData("productspace <verb> --help", 0)]
    public void Strangers_Text_TellsCommandsThatAreNotThere(string text, int expected) => Assert.Equal(expected, Strangers(text).Count);

    private static List<string> Strangers(string text) =>
        [.. Commands().Matches(text).Select(match => match.Groups[2].Success && match.Groups[1].Value == "delta" ? $"delta {match.Groups[2].Value}" : match.Groups[1].Value).Where(named => !Exists(named))];

    private static bool Exists(string words) => AllVerbs.List().Any(one => one.Words == words);

    /// <summary>A command begins a line, a text in ticks or quotes, or follows a mark of a shell.</summary>
    [GeneratedRegex("(?:^[ \t]*(?:[$>] )?|[`\"(;|&:] ?)productspace ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+))?", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex("`([a-z]+(?:-[a-z]+)*(?: [a-z]+)?)`")]
    private static partial Regex InTicks();

    [GeneratedRegex("(?<![a-zA-Z0-9<!-])(--[a-z][a-z0-9-]*[a-z0-9])(?![a-z>\\]])")]
    private static partial Regex InSource();

    /// <summary>A text that goes on in the next line of the source.</summary>
    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Joined();

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
