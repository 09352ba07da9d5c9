using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>Every project has its lock file, in step with the versions and references that are written down.</summary>
public partial class LockFilesTests
{
    [Fact]
    public void Project_EveryOneOfTheSolution_IsLockedInStep()
    {
        string[] files = SolutionProjects();
        Dictionary<string, XDocument> projects = files.ToDictionary(Name, XDocument.Load);
        LockRules rules = new(Versions(), projects);
        Assert.True(files.Length >= 17, "the solution's projects are not read");
        Assert.Empty(rules.BrokenVersions());
        Assert.Empty(files.SelectMany(file => rules.Broken(Name(file), LockOf(file))));
    }

    /// <summary>A project that the solution does not build would be seen by nobody; the drivers of other engines are meant to be.</summary>
    [Fact]
    public void Project_EveryOneOfTheFolders_IsInTheSolution()
    {
        string[] solution = SolutionProjects();
        foreach (string folder in new[] { "src", "tests", "bench" })
        {
            IEnumerable<string> there = Directory.GetFiles(Sources.PathOf(folder), "*.csproj", SearchOption.AllDirectories)
                .Where(file => !file.StartsWith(Sources.PathOf("bench", "peers"), StringComparison.Ordinal) && !Generated().IsMatch(file));
            Assert.All(there, file => Assert.Contains(file, solution));
        }
    }

    [Theory]
    [InlineData("no file")]
    [InlineData("a package of another version", "\"resolved\": \"2.0.0\"", "\"resolved\": \"2.0.1\"")]
    [InlineData("a version that was raised in the props only", "\"requested\": \"[2.0.0, )\"", "\"requested\": \"[1.9.0, )\"")]
    [InlineData("a package that nobody references", "\"One\"", "\"Other\"")]
    [InlineData("a package that is no more direct", "\"type\": \"Direct\"", "\"type\": \"Transitive\"")]
    [InlineData("no hash", "\"contentHash\": \"abc\"", "\"contentHash\": \"\"")]
    [InlineData("a project's package of another version", "\"Two\": \"[3.0.0, )\"", "\"Two\": \"[3.0.1, )\"")]
    [InlineData("a project's package too few", "\"Two\": \"[3.0.0, )\",", "")]
    [InlineData("another project", "\"below\"", "\"beside\"")]
    [InlineData("a package of a project in another version", "\"resolved\": \"3.0.0\"", "\"resolved\": \"3.1.0\"")]
    [InlineData("two frameworks", "\"net10.0\": {", "\"net9.0\": {}, \"net10.0\": {")]
    public void Broken_LockOutOfStep_IsCaught(string what, string? text = null, string? other = null)
    {
        LockRules rules = new(
            XDocument.Parse("""<Project><ItemGroup><PackageVersion Include="One" Version="2.0.0" /><PackageVersion Include="Two" Version="3.0.0" /></ItemGroup></Project>"""),
            new Dictionary<string, XDocument>
            {
                ["Top"] = XDocument.Parse("""<Project><ItemGroup><PackageReference Include="One" /><ProjectReference Include="../Below/Below.csproj" /></ItemGroup></Project>"""),
                ["Below"] = XDocument.Parse("""<Project><ItemGroup><PackageReference Include="Two" /><ProjectReference Include="../Lowest/Lowest.csproj" /></ItemGroup></Project>"""),
                ["Lowest"] = XDocument.Parse("<Project />"),
            });
        const string sound = """
            { "version": 2, "dependencies": { "net10.0": {
              "One": { "type": "Direct", "requested": "[2.0.0, )", "resolved": "2.0.0", "contentHash": "abc" },
              "Behind": { "type": "Transitive", "resolved": "7.0.0", "contentHash": "def" },
              "Two": { "type": "CentralTransitive", "requested": "[3.0.0, )", "resolved": "3.0.0", "contentHash": "ghi" },
              "below": { "type": "Project", "dependencies": { "Two": "[3.0.0, )", "Lowest": "[0.1.0, )" } },
              "lowest": { "type": "Project" }
            } } }
            """;
        Assert.Empty(rules.Broken("Top", sound));
        string? broken = text is null ? null : sound.Replace(text, other, StringComparison.Ordinal);
        Assert.NotEqual(sound, broken);
        Assert.True(rules.Broken("Top", broken).Any(), what);
    }

    [Theory]
    [InlineData("1.*")]
    [InlineData("[1.0.0, 2.0.0)")]
    public void BrokenVersions_VersionThatFloats_IsCaught(string version)
    {
        XDocument props = XDocument.Parse($"""<Project><ItemGroup><PackageVersion Include="One" Version="{version}" /></ItemGroup></Project>""");
        Assert.Single(new LockRules(props, new Dictionary<string, XDocument>()).BrokenVersions());
    }

    private static XDocument Versions() => XDocument.Load(Sources.PathOf("src", "Directory.Packages.props"));

    private static string[] SolutionProjects() =>
        [.. ProjectLine().Matches(File.ReadAllText(Sources.PathOf("Engine.sln"))).Select(match => Sources.PathOf(match.Groups[1].Value.Replace('\\', Path.DirectorySeparatorChar)))];

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    private static string? LockOf(string file)
    {
        string path = Path.Combine(Path.GetDirectoryName(file)!, LockRules.FileName);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectLine();

    /// <summary>Benchmarks make projects of their own while they run.</summary>
    [GeneratedRegex("[/\\\\](bin|obj)[/\\\\]")]
    private static partial Regex Generated();
}
