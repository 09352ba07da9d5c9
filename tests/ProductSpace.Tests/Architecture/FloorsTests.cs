using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

public class FloorsTests
{
    [Fact]
    public void Engine_EveryFile_KeepsItsFloor()
    {
        string engine = Path.Combine(Root(), "src", "ProductSpace");
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
    [InlineData("Graph", "using ProductSpace.Storage;")]
    [InlineData("Graph", "using ProductSpace.Planning;")]
    [InlineData("Numerics", "using ProductSpace.Graph;")]
    [InlineData("Graph", "Storage.SnapshotFile.ReadHead(path);")]
    [InlineData("Cells", "using ProductSpace.Storage;")]
    [InlineData("Filtering", "var x = Planning.Searcher.Walk;")]
    [InlineData("Graph", "using System.Linq;")]
    [InlineData("Planning", "internal unsafe class X;")]
    [InlineData("Cells", "using System.Runtime.Intrinsics;")]
    [InlineData("Planning", "rows.Select(row => row.Id)")]
    public void Rules_BrokenText_IsCaught(string folder, string source) => Assert.NotEmpty(FloorRules.Broken(folder, source));

    [Fact]
    public void Engine_References_TwoPackagesOnly()
    {
        XDocument project = XDocument.Load(Path.Combine(Root(), "src", "ProductSpace", "ProductSpace.csproj"));
        Assert.Equal(
            ["Microsoft.Extensions.ObjectPool", "System.IO.Hashing"],
            project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value).Order());
        Assert.Empty(project.Descendants("ProjectReference"));
    }

    /// <summary>Without the implicit using, LINQ compiles only in files that say so; the rules look for that.</summary>
    [Fact]
    public void Engine_ImplicitUsings_LeaveLinqOut()
    {
        XDocument project = XDocument.Load(Path.Combine(Root(), "src", "ProductSpace", "ProductSpace.csproj"));
        Assert.Contains(project.Descendants("Using"), use => use.Attribute("Remove")?.Value == "System.Linq");
    }

    [Fact]
    public void Engine_EveryFile_IsInTheNamespaceOfItsFolder()
    {
        string engine = Path.Combine(Root(), "src", "ProductSpace");
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
            ["ProductSpace"] = 0, ["ProductSpace.Training"] = 1, ["ProductSpace.Recommendations"] = 1, ["ProductSpace.Evaluation"] = 2,
            ["ProductSpace.VectorData"] = 2, ["ProductSpace.Hosting"] = 2, ["ProductSpace.Cli"] = 3, ["ProductSpace.Storefront"] = 3,
        };
        foreach (string file in Directory.GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories))
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
        string folder = Path.Combine(Root(), "src", "ProductSpace", "bin");
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "ProductSpace.dll");
        Assert.DoesNotContain(files, IsNative);
        foreach (string package in new[] { "System.IO.Hashing.dll", "Microsoft.Extensions.ObjectPool.dll" })
        {
            Assert.False(IsNative(Path.Combine(AppContext.BaseDirectory, package)));
        }
    }

    [Fact]
    public void IsNative_ElfFile_IsSeen()
    {
        using TemporaryFolder temporary = new();
        File.WriteAllBytes(temporary.File("libother.so"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]);
        File.WriteAllBytes(temporary.File("other.dll"), [(byte)'M', (byte)'Z', 0, 0]);
        Assert.True(IsNative(temporary.File("libother.so")));
        Assert.True(IsNative(temporary.File("other.dll")));
    }

    private static bool IsNative(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".pdb" or ".xml" or ".json" or ".txt":
                return false;
            case ".dll":
                using (FileStream stream = File.OpenRead(file))
                {
                    try
                    {
                        using System.Reflection.PortableExecutable.PEReader reader = new(stream);
                        return !reader.HasMetadata;
                    }
                    catch (BadImageFormatException)
                    {
                        return true;
                    }
                }

            default:
                return true;
        }
    }

    private static string WithoutComments(string file) =>
        string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
