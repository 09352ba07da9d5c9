namespace ProductSpace.Tests.Architecture;

public class FolderFloorsTests
{
    private const string Twin = "ProductSpace.Tests.Architecture.TwinHouse";

    [Fact]
    public void Engine_EveryTypeOfAFolder_UsesLowerFloorsOnly()
    {
        HashSet<TypeUse> uses = TypeUses.Of(typeof(ProductIndex).Assembly.Location, "ProductSpace");
        Assert.True(uses.Count > 1_000);
        Assert.Empty(FolderFloors.Broken(uses));
    }

    /// <summary>A root type needs no using, and a qualified name neither: both are seen in what was compiled.</summary>
    [Theory]
    [InlineData("Graph", "Walk", "", "ProductIndex")]
    [InlineData("Numerics", "CodeRows", "", "ProductFilter")]
    [InlineData("Planning", "Planner", "Search", "SearchContext")]
    [InlineData("Planning", "Planner", "Delta", "DeltaLog")]
    [InlineData("Cells", "CellView", "Graph", "LayerView")]
    [InlineData("Search", "SearchExecutor", "Building", "SpaceBuild")]
    public void Broken_UpOrSideways_IsCaught(string folder, string user, string otherFolder, string used)
    {
        TypeUse use = new(TypeOf(folder, user), TypeOf(otherFolder, used));
        Assert.Single(FolderFloors.Broken([use]));
        Assert.Empty(FolderFloors.Broken([use with { Used = TypeOf("", nameof(Neighbor)) }]));
    }

    [Fact]
    public void Vocabulary_EveryName_IsATypeOfTheFace()
    {
        Assert.True(FolderFloors.Vocabulary.Count > 10);
        Assert.Empty(FolderFloors.Unknown(FolderFloors.Vocabulary, Face()));

        // A made-up name, and a type of a folder below.
        Assert.Equal(["Wanderer", "Walk"], FolderFloors.Unknown([nameof(Neighbor), "Wanderer", "Walk"], Face()));
    }

    /// <summary>The engine's folders are held by their floors, which allow less.</summary>
    [Theory]
    [InlineData("ProductSpace.Generations")]
    [InlineData("ProductSpace.Training")]
    [InlineData("ProductSpace.Recommendations")]
    [InlineData("ProductSpace.Interchange")]
    [InlineData("ProductSpace.Evaluation")]
    [InlineData("ProductSpace.Hosting")]
    [InlineData("ProductSpace.VectorData")]
    [InlineData("ProductSpace.Cli")]
    public void Project_Folders_UseEachOtherInNoCircle(string project)
    {
        HashSet<TypeUse> uses = TypeUses.Of(AssemblyOf(project), project);
        Assert.Empty(FolderFloors.Circles(uses, project));
    }

    /// <summary>The twin: a folder below uses a root type that uses the folder, in compiled code of these tests.</summary>
    [Fact]
    public void Circles_RootTypeUsedFromBelow_IsCaught()
    {
        HashSet<TypeUse> uses = TypeUses.Of(typeof(FolderFloorsTests).Assembly.Location, Twin);
        Assert.Contains("Low leads back to itself by .Face", FolderFloors.Circles(uses, Twin));
        uses.RemoveWhere(use => use.Used.Name == nameof(TwinHouse.Face));
        Assert.Empty(FolderFloors.Circles(uses, Twin));
    }

    /// <summary>Names of the types in the root folder.</summary>
    private static IEnumerable<string> Face() =>
        typeof(ProductIndex).Assembly.GetTypes().Where(type => type is { Namespace: "ProductSpace", IsNested: false }).Select(type => type.Name);

    private static TypeName TypeOf(string folder, string name) => new(folder.Length == 0 ? "ProductSpace" : $"ProductSpace.{folder}", name);

    /// <summary>Built in the configuration of these tests.</summary>
    private static string AssemblyOf(string project)
    {
        string[] parts = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split('/', '\\');
        return Sources.PathOf("src", project, "bin", parts[^2], parts[^1], project + ".dll");
    }
}
