using System.Text.RegularExpressions;
using ProductSpace.Tests.Architecture;

namespace ProductSpace.Tests.Docs;

/// <summary>The map names files that exist, and its walk of a query follows references of the compiled engine.</summary>
public partial class ArchitecturePageTests
{
    private const int MaxFiles = 15;

    private static readonly string s_page = File.ReadAllText(Sources.PathOf("native-free-docs", "architecture.md"));

    [Fact]
    public void Page_FilesThatItNames_Exist()
    {
        string[] sources = Directory.GetFiles(Sources.PathOf("src"), "*.cs", SearchOption.AllDirectories);
        string[] named = [.. SourceFile().Matches(s_page).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length > 40);
        Assert.All(named, name => Assert.Contains(sources, file => file.Replace('\\', '/').EndsWith("/" + name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Walk_OfAQuery_PassesFewFilesEachReachedFromThoseBefore()
    {
        string[] walk = Walk();
        Assert.InRange(walk.Length, 10, MaxFiles);
        Assert.Equal(walk.Length, walk.Distinct().Count());
        Assert.Null(Unreached(walk));

        // The twin: a file of a build is on no query's way.
        Assert.Equal("Building/SnapshotBuild.cs", Unreached([.. walk[..8], "Building/SnapshotBuild.cs", .. walk[8..]]));
    }

    /// <summary>The first file whose type none of the types before uses; null where there is none.</summary>
    private static string? Unreached(string[] walk)
    {
        HashSet<TypeUse> uses = TypeUses.Of(typeof(ProductIndex).Assembly.Location, "ProductSpace");
        HashSet<string> before = [TypeOf(walk[0])];
        foreach (string file in walk[1..])
        {
            string type = TypeOf(file);
            if (!before.Contains(type) && !uses.Any(use => use.Used.Name == type && before.Contains(use.User.Name)))
            {
                return file;
            }

            before.Add(type);
        }

        return null;
    }

    private static string[] Walk()
    {
        string section = s_page[s_page.IndexOf("## Walk 1", StringComparison.Ordinal)..s_page.IndexOf("## Walk 2", StringComparison.Ordinal)];
        return [.. Row().Matches(section).Select(match => match.Groups[1].Value)];
    }

    private static string TypeOf(string file) => Path.GetFileName(file).Split('.')[0];

    [GeneratedRegex(@"^\| \d+ \|[^|`]*`([\w./]+\.cs)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?:Cli/|Training/|Interchange/|Evaluation/|Generations/|Hosting/|VectorData/)?([\w./]+\.cs)`")]
    private static partial Regex SourceFile();
}
