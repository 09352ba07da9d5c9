using System.Text.Json;
using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>The bills of materials that go into the packages say what is locked, and what is locked is what is built.</summary>
public class BillOfMaterialsTests
{
    public static TheoryData<string> Shipped => [.. BillOfMaterials.Shipped(Sources.Root)];

    [Fact]
    public void Shipped_Projects_AreTheEight()
    {
        string[] shipped =
        [
            "ProductSpace",
            "ProductSpace.Cli",
            "ProductSpace.Evaluation",
            "ProductSpace.Generations",
            "ProductSpace.Hosting",
            "ProductSpace.Interchange",
            "ProductSpace.Recommendations",
            "ProductSpace.Training",
            "ProductSpace.VectorData",
        ];
        Assert.Equal(shipped, BillOfMaterials.Shipped(Sources.Root));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Bill_EveryShippedPackage_IsThatOfItsLockFile(string project)
    {
        string path = BillOfMaterials.PathOf(Sources.Root, project);
        const string write = "dotnet run -c Release --project tests/ProductSpace.Tests.Child -- bills .";
        Assert.True(File.Exists(path), $"{project} has no bill of materials; write it: {write}");
        Assert.True(BillOfMaterials.Of(Sources.Root, project) == File.ReadAllText(path).ReplaceLineEndings("\n"), $"the bill of {project} is not that of its lock file; write it anew: {write}");
    }

    /// <summary>What the build put beside the library or program, as the runtime will look for it.</summary>
    [Theory]
    [MemberData(nameof(Shipped))]
    public void Bill_EveryShippedPackage_ListsWhatWasBuilt(string project) =>
        Assert.Empty(Difference(File.ReadAllText(BillOfMaterials.PathOf(Sources.Root, project)), File.ReadAllText(DepsOf(project)), project));

    [Theory]
    [InlineData("CsvHelper", "CsvHelp")]
    [InlineData("\"version\": \"34.0.0\"", "\"version\": \"34.0.1\"")]
    [InlineData("\"name\": \"ProductSpace.Generations\"", "\"name\": \"ProductSpace.Storefront\"")]
    public void Bill_ThatLies_IsCaught(string text, string other)
    {
        string bill = File.ReadAllText(BillOfMaterials.PathOf(Sources.Root, "ProductSpace.Cli"));
        Assert.NotEmpty(Difference(bill.Replace(text, other, StringComparison.Ordinal), File.ReadAllText(DepsOf("ProductSpace.Cli")), "ProductSpace.Cli"));
    }

    /// <summary>It goes into the root of every package.</summary>
    [Fact]
    public void Bill_Targets_PackIt()
    {
        XElement packed = XDocument.Load(Sources.PathOf("src", "Directory.Build.targets")).Descendants("None").Single(item => item.Attribute("Update") is not null);
        Assert.Equal((BillOfMaterials.FileName, "true", "/"), (packed.Attribute("Update")!.Value, packed.Attribute("Pack")!.Value, packed.Attribute("PackagePath")!.Value));
    }

    private static SortedSet<string> Difference(string bill, string deps, string project)
    {
        SortedSet<string> listed = BillOfMaterials.Components(bill);
        using JsonDocument built = JsonDocument.Parse(deps);
        listed.SymmetricExceptWith(built.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).Where(name => !name.StartsWith(project + "/", StringComparison.Ordinal)));
        return listed;
    }

    /// <summary>Of the configuration that these tests were built in.</summary>
    private static string DepsOf(string project)
    {
        return Sources.PathOf("src", project, "bin", Configuration, OutputPath[^1], project + ".deps.json");
    }

    private static string[] OutputPath => Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split('/', '\\');

    /// <summary>Configuration that these tests were built in, and with them what they look at.</summary>
    internal static string Configuration => OutputPath[^2];
}
