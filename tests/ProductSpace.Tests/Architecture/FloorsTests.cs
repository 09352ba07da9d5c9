using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

public class FloorsTests
{
    /// <summary>Lists the processor's instruction sets for people, and uses none.</summary>
    private const string AsksOnly = "Processor.cs";

    [Fact]
    public void Engine_EveryFile_KeepsTheRulesOfItsFolder()
    {
        string engine = Sources.PathOf("src", "ProductSpace");
        string[] files = Directory.GetFiles(engine, "*.cs", SearchOption.AllDirectories);
        List<string> broken = [];
        int looked = 0;
        foreach (string file in files)
        {
            string relative = Path.GetRelativePath(engine, file).Replace('\\', '/');
            if (relative.StartsWith("obj/", StringComparison.Ordinal) || relative.StartsWith("bin/", StringComparison.Ordinal))
            {
                continue;
            }

            looked++;
            string folder = relative.Contains('/', StringComparison.Ordinal) ? relative[..relative.IndexOf('/', StringComparison.Ordinal)] : string.Empty;
            broken.AddRange(FloorRules.Broken(folder, WithoutComments(file)).Select(rule => $"{relative}: {rule}"));
        }

        Assert.True(looked > 50);
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("Graph", "using System.Linq;")]
    [InlineData("Planning", "internal unsafe class X;")]
    [InlineData("Cells", "using System.Runtime.Intrinsics;")]
    [InlineData("Planning", "rows.Select(row => row.Id)")]
    public void Rules_BrokenText_IsCaught(string folder, string source) => Assert.NotEmpty(FloorRules.Broken(folder, source));

    /// <summary>Above the engine, too, unsafe code and intrinsics stay in Numerics and Memory, and a namespace is its folder.</summary>
    [Theory]
    [InlineData("ProductSpace.Training")]
    [InlineData("ProductSpace.Recommendations")]
    [InlineData("ProductSpace.Interchange")]
    [InlineData("ProductSpace.Evaluation")]
    [InlineData("ProductSpace.Generations")]
    [InlineData("ProductSpace.Hosting")]
    [InlineData("ProductSpace.VectorData")]
    [InlineData("ProductSpace.Cli")]
    [InlineData("ProductSpace.Storefront")]
    public void Project_EveryFile_KeepsTheRulesOfItsFolder(string name)
    {
        string project = Sources.PathOf("src", name);
        List<string> broken = [];
        foreach (string file in Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(project, file).Split('/', '\\');
            if (parts[0] is "obj" or "bin")
            {
                continue;
            }

            string source = WithoutComments(file);
            string folder = parts.Length > 1 ? parts[0] : string.Empty;
            broken.AddRange(FloorRules.Broken(folder, source).Where(rule => rule.EndsWith("unsafe code", StringComparison.Ordinal) || (rule.EndsWith("intrinsics", StringComparison.Ordinal) && parts[^1] != AsksOnly)).Select(rule => $"{name}/{string.Join('/', parts)}: {rule}"));
            string expected = string.Join('.', [name, .. parts[..^1]]);
            if (parts[^1] != "Program.cs" && !source.Contains($"namespace {expected};", StringComparison.Ordinal))
            {
                broken.Add($"{name}/{string.Join('/', parts)}: is not in {expected}");
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Engine_References_TwoPackagesOnly()
    {
        XDocument project = XDocument.Load(Sources.PathOf("src", "ProductSpace", "ProductSpace.csproj"));
        Assert.Equal(
            ["Microsoft.Extensions.ObjectPool", "System.IO.Hashing"],
            project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value).Order());
        Assert.Empty(project.Descendants("ProjectReference"));
    }

    /// <summary>Without the implicit using, LINQ compiles only in files that say so; the rules look for that.</summary>
    [Fact]
    public void Engine_ImplicitUsings_LeaveLinqOut()
    {
        XDocument project = XDocument.Load(Sources.PathOf("src", "ProductSpace", "ProductSpace.csproj"));
        Assert.Contains(project.Descendants("Using"), use => use.Attribute("Remove")?.Value == "System.Linq");
    }

    [Fact]
    public void Engine_EveryFile_IsInTheNamespaceOfItsFolder()
    {
        string engine = Sources.PathOf("src", "ProductSpace");
        foreach (string file in Directory.GetFiles(engine, "*.cs", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(engine, Path.GetDirectoryName(file)!).Split('/', '\\');
            if (parts[0] is not ("obj" or "bin"))
            {
                string expected = parts[0] == "." ? "ProductSpace" : "ProductSpace." + string.Join('.', parts);
                Assert.Contains($"namespace {expected};", File.ReadAllText(file), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Projects_References_LeadDownOnly()
    {
        Dictionary<string, int> floors = new()
        {
            ["ProductSpace"] = 0,
            ["ProductSpace.Generations"] = 1,
            ["ProductSpace.Training"] = 2,
            ["ProductSpace.Recommendations"] = 2,
            ["ProductSpace.Interchange"] = 2,
            ["ProductSpace.Evaluation"] = 3,
            ["ProductSpace.Hosting"] = 3,
            ["ProductSpace.VectorData"] = 3,
            ["ProductSpace.Cli"] = 4,
            ["ProductSpace.Storefront"] = 4,
        };
        foreach (string file in Directory.GetFiles(Sources.PathOf("src"), "*.csproj", SearchOption.AllDirectories))
        {
            foreach (XElement reference in XDocument.Load(file).Descendants("ProjectReference"))
            {
                string other = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                Assert.True(floors[other] < floors[Path.GetFileNameWithoutExtension(file)], $"{Path.GetFileName(file)} references {other}");
            }
        }
    }

    [Fact]
    public void Engine_Output_HoldsNoNativeFile()
    {
        // Where the engine itself is built, not the tests' own folder with its tools.
        string folder = Sources.PathOf("src", "ProductSpace", "bin");
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "ProductSpace.dll");
        Assert.DoesNotContain(files, NativeFiles.IsNative);
        foreach (string package in new[] { "System.IO.Hashing.dll", "Microsoft.Extensions.ObjectPool.dll" })
        {
            Assert.False(NativeFiles.IsNative(Path.Combine(AppContext.BaseDirectory, package)));
        }
    }

    [Fact]
    public void IsNative_ElfFile_IsSeen()
    {
        using TemporaryFolder temporary = new();
        File.WriteAllBytes(temporary.File("libother.so"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]);
        File.WriteAllBytes(temporary.File("other.dll"), [(byte)'M', (byte)'Z', 0, 0]);
        Assert.True(NativeFiles.IsNative(temporary.File("libother.so")));
        Assert.True(NativeFiles.IsNative(temporary.File("other.dll")));
    }

    private static string WithoutComments(string file) =>
        string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
}
