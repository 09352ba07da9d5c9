using System.Text.RegularExpressions;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Tests.Docs;

/// <summary>The security page answers by tests: each that it names is there, and every row is answered or says that it is not done.</summary>
public partial class SecurityPageTests
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(GoldenTests.Path())!, "..", "..", ".."));

    [Fact]
    public void Page_TestsThatItNames_Exist() => Assert.Empty(Missing(Page()));

    [Fact]
    public void Page_TestThatIsNot_IsSeen() => Assert.Single(Missing("`HostileFileTests.Read_Nothing_IsNoTest` `HostileFileTests.Twins_BrokenReaders_AreAllCaught`"));

    [Fact]
    public void Page_EveryRowOfTheChecklist_IsAnswered()
    {
        Match[] rows = [.. Row().Matches(Page()).Cast<Match>()];
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"{number}"), rows.Select(row => row.Groups[1].Value));
        Assert.All(rows, row => Assert.True(
            Named().IsMatch(row.Value) || row.Value.Contains("not done", StringComparison.OrdinalIgnoreCase) || row.Value.Contains("stated above", StringComparison.Ordinal),
            row.Value));
    }

    private static string Page() => File.ReadAllText(Path.Combine(s_root, "native-free-docs", "security.md")).ReplaceLineEndings("\n");

    private static List<string> Missing(string page)
    {
        Dictionary<string, string> classes = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_root, "tests"), "*Tests.cs", SearchOption.AllDirectories))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            classes[name] = classes.GetValueOrDefault(name, string.Empty) + File.ReadAllText(file);
        }

        return [.. Named().Matches(page).Cast<Match>()
            .Where(test => !classes.GetValueOrDefault(test.Groups[1].Value, string.Empty).Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal))
            .Select(test => test.Value)];
    }

    [GeneratedRegex("`(\\w+Tests)\\.(\\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex("^\\| ([0-9]+) \\| .*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
