using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>The packages as a stranger gets them: what is in them, and that a new project works with nothing else.</summary>
public sealed partial class PackageTests(PackedFamily family) : IClassFixture<PackedFamily>
{
    public static TheoryData<string> Shipped => [.. BillOfMaterials.Shipped(Sources.Root)];

    [Fact]
    public void Pack_TheFamily_WarnsOfNothing() => Assert.DoesNotContain("warning", family.Output, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Feed_TheFamily_HoldsEachWithItsSymbolsAndNothingElse() => Assert.Equal(
        BillOfMaterials.Shipped(Sources.Root).SelectMany(project => new[] { family.PathOf(project, "nupkg"), family.PathOf(project, "snupkg") }).Order(StringComparer.Ordinal),
        Directory.GetFiles(family.Feed).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Manifest_EveryPackage_SaysWhatAPageOfAFeedShows(string project)
    {
        using ZipArchive package = ZipFile.OpenRead(family.PathOf(project, "nupkg"));
        XElement manifest = XDocument.Load(package.GetEntry($"{project}.nuspec")!.Open()).Root!.Elements().Single();
        string address = SharedProperties.Of("RepositoryUrl");
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.Equal(address, Value("projectUrl"));
        Assert.StartsWith(address, Value("releaseNotes"), StringComparison.Ordinal);
        Assert.True(Value("description").Length > 60);
        Assert.Equal(address, manifest.Elements().Single(element => element.Name.LocalName == "repository").Attribute("url")!.Value);
        foreach (string entry in (string[])["README.md", "icon.png", "bom.json"])
        {
            Assert.True(package.GetEntry(entry)!.Length > 0);
        }

        string Value(string name) => manifest.Elements().Single(element => element.Name.LocalName == name).Value;
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Readme_EveryPackage_LinksToFilesOfTheRepositoryByWholeAddresses(string project)
    {
        using ZipArchive package = ZipFile.OpenRead(family.PathOf(project, "nupkg"));
        using StreamReader reader = new(package.GetEntry("README.md")!.Open());
        string[] links = [.. Link().Matches(reader.ReadToEnd()).Select(match => match.Groups[1].Value)];
        string address = SharedProperties.Of("RepositoryUrl");
        Assert.NotEmpty(links);
        foreach (string link in links)
        {
            Assert.StartsWith(address, link, StringComparison.Ordinal);
            if (link != address)
            {
                Assert.StartsWith($"{address}/blob/main/", link, StringComparison.Ordinal);
                Assert.True(File.Exists(Sources.PathOf(link[$"{address}/blob/main/".Length..].Split('#')[0])), link);
            }
        }
    }

    /// <summary>Paths in what is shipped are those of the sources, not of the machine that built them.</summary>
    [Theory]
    [MemberData(nameof(Shipped))]
    public void Assemblies_EveryPackage_NameNoPathOfThisMachine(string project)
    {
        int assemblies = 0;
        using ZipArchive package = ZipFile.OpenRead(family.PathOf(project, "nupkg"));
        foreach (ZipArchiveEntry entry in package.Entries.Where(entry => IsOurs(entry.FullName)))
        {
            assemblies++;
            byte[] bytes = Read(entry);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Sources.Root)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Sources.Root)));
        }

        Assert.True(assemblies > 0);
        using ZipArchive symbols = ZipFile.OpenRead(family.PathOf(project, "snupkg"));
        ZipArchiveEntry pdb = symbols.Entries.Single(entry => entry.Name == $"{project}.pdb");
        byte[] debug = Read(pdb);
        Assert.Equal(-1, debug.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Sources.Root)));
        Assert.Contains("\"/_/*\":\"https://raw.githubusercontent.com/", Encoding.UTF8.GetString(debug), StringComparison.Ordinal);

        static bool IsOurs(string path) => Path.GetFileName(path).StartsWith("ProductSpace", StringComparison.Ordinal) && path.EndsWith(".dll", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Documentation_EveryPackage_GoesWithTheAssembly(string project)
    {
        using ZipArchive package = ZipFile.OpenRead(family.PathOf(project, "nupkg"));
        ZipArchiveEntry assembly = package.Entries.First(entry => entry.Name == $"{project}.dll");
        Assert.True(package.GetEntry(Path.ChangeExtension(assembly.FullName, ".xml"))!.Length > 1000);
        Assert.DoesNotContain(package.Entries, entry => Path.GetExtension(entry.Name) is ".so" or ".dylib" or ".a");
    }

    /// <summary>
    /// The packages use each other's internals, so a package next to another version of the family would fail at run time:
    /// NuGet must refuse that.
    /// </summary>
    [Fact]
    public void Dependencies_OfTheFamily_AreExactVersions()
    {
        using ZipArchive package = ZipFile.OpenRead(family.PathOf("ProductSpace.Hosting", "nupkg"));
        XElement[] dependencies = [.. XDocument.Load(package.GetEntry("ProductSpace.Hosting.nuspec")!.Open()).Descendants().Where(element => element.Name.LocalName == "dependency")];
        Assert.Equal(
            [$"ProductSpace [{family.Version}]", $"ProductSpace.Generations [{family.Version}]"],
            dependencies.Where(IsFamily).Select(one => $"{Id(one)} {one.Attribute("version")!.Value}").Order(StringComparer.Ordinal));
        Assert.All(dependencies.Where(one => !IsFamily(one)), one => Assert.DoesNotContain('[', one.Attribute("version")!.Value));

        static bool IsFamily(XElement one) => Id(one) == "ProductSpace" || Id(one).StartsWith("ProductSpace.", StringComparison.Ordinal);

        static string Id(XElement one) => one.Attribute("id")!.Value;
    }

    /// <summary>A new program with the package and the sample of its readme, from the feed alone.</summary>
    [Fact]
    public void Sample_InANewProject_Runs()
    {
        string folder = family.NewFolder("first");
        string sample = Sample().Match(File.ReadAllText(Sources.PathOf("src", "ProductSpace", "README.md"))).Groups[1].Value;
        File.WriteAllText(Path.Combine(folder, "Program.cs"), sample);
        File.WriteAllText(Path.Combine(folder, "first.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="ProductSpace" Version="{family.Version}" /></ItemGroup>
            </Project>
            """);
        PackedFamily.Dotnet(folder, ["build", "-c", "Release", "--nologo", "-v", "q", "-o", Path.Combine(folder, "out")]);
        string[] lines = PackedFamily.Dotnet(folder, [Path.Combine(folder, "out", "first.dll")]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["shoe", "sandal"], lines.Select(line => line.Split(' ')[0]));
    }

    /// <summary>The command line as a tool, from the feed alone.</summary>
    [Fact]
    public void Tool_Installed_SaysItsVersion()
    {
        string folder = family.NewFolder("tool");
        PackedFamily.Dotnet(folder, ["tool", "install", "ProductSpace.Cli", "--version", family.Version, "--tool-path", Path.Combine(folder, "bin")]);
        string program = Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "productspace.exe" : "productspace");
        Assert.StartsWith(family.Version, PackedFamily.Run(program, folder, ["--version"]), StringComparison.Ordinal);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using MemoryStream bytes = new();
        using Stream stream = entry.Open();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();
}
