using ProductSpace.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>What a build takes for a facet, and what it refuses by name.</summary>
public sealed class FacetBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_ValuesWithBlanksRepetitionAndNone_AreCleaned()
    {
        using ProductIndex index = Build(["colour"], [" red | blue|red||", "", "red", "Red", "größe|海"]);
        Assert.Equal(
            [new("Red", 1), new("blue", 1), new("größe", 1), new("red", 2), new("海", 1)],
            index.GetFacetValues("colour"));
        Assert.Equal(4, index.CreateFilter(f => f.Not(g => g.FacetNone("colour", "Red", "blue", "größe", "red", "海"))).Count);
        Assert.Equal(1, index.CreateFilter(f => f.FacetAll("colour", "red", "blue")).Count);
    }

    [Fact]
    public void Build_FacetsWithoutAnyValue_OpenAndSayNothing()
    {
        using ProductIndex index = Build(["colour", "brand"], ["", ""]);
        Assert.Equal(["colour", "brand"], index.Info.Facets);
        Assert.Empty(index.GetFacetValues("brand"));
        Assert.Equal(0, index.CreateFilter(f => f.Facet("brand", "x"), allowUnknown: true).Count);
    }

    [Fact]
    public void Build_RowsInAnotherOrder_GivesTheSameFacets()
    {
        TestShop shop = new(500, 6, withFacets: true);
        shop.Builder().Build(_folder.File("a.psx"));
        shop.Catalog.Reverse();
        shop.Builder().Build(_folder.File("b.psx"));
        using ProductIndex a = ProductIndex.Open(_folder.File("a.psx"), OpenMode.Verify);
        using ProductIndex b = ProductIndex.Open(_folder.File("b.psx"), OpenMode.Verify);
        foreach (uint section in new[] { SectionId.Facets, SectionId.FacetValues, SectionId.FacetText, SectionId.FacetPostings })
        {
            Assert.Equal(
                a.Sections.Entries.Single(entry => entry.Id == section).Hash,
                b.Sections.Entries.Single(entry => entry.Id == section).Hash);
        }
    }

    [Theory]
    [InlineData("a name has 1 to 64 bytes", "")]
    [InlineData("a name has 1 to 64 bytes", " colour")]
    [InlineData("a name has 1 to 64 bytes", "a=b")]
    [InlineData("a name has 1 to 64 bytes", "0123456789012345678901234567890123456789012345678901234567890123x")]
    [InlineData("facet \"colour\" is named twice", "colour", "colour")]
    public void Build_NamesThatNoFacetCanHave_AreRefused(string message, params string[] names) =>
        Assert.Contains(message, Assert.Throws<BuildInputException>(() => Build(names, ["x"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Build_BeyondTheLimits_IsRefusedByName()
    {
        Refused("65 facets are named, and the maximum is 64", () => Build([.. Enumerable.Range(0, 65).Select(i => $"f{i}")], []));
        Refused("row 2: the value of facet \"colour\" has 257 bytes; 256 are possible", () => Build(["colour"], ["red", new string('x', 257)]));
        Refused("row 1: the value of facet \"colour\" is no valid text", () => Build(["colour"], ["a\uD800"]));
        Refused("row 1: 2 facet values, but 1 facets were named", () => BuildRows(["colour"], [["red", "acme"]]));
        Refused("facet \"name\" has more than 65536 values", () => Build(["name"], [string.Join('|', Enumerable.Range(0, 65_537))]));
        using ProductIndex index = Build(["name"], [string.Join('|', Enumerable.Range(0, 65_536))]);
        Assert.Equal(65_536, index.GetFacetValues("name").Count);

        static void Refused(string message, Func<ProductIndex> build) =>
            Assert.Contains(message, Assert.Throws<BuildInputException>(build).Message, StringComparison.Ordinal);
    }

    private ProductIndex Build(string[] names, string[] values) => BuildRows(names, Array.ConvertAll(values, value => new[] { value }));

    private ProductIndex BuildRows(string[] names, string[][] values)
    {
        string[] ids = [.. Enumerable.Range(0, Math.Max(1, values.Length)).Select(i => $"p{i}")];
        float[] vectors = [.. ids.SelectMany((_, i) => new float[] { 1, i })];
        new ProductIndexBuilder().UseVectors(vectors, 2).UseIds(ids)
            .UseCatalog(values.Select((row, i) => new CatalogProduct { Id = ids[i], Facets = row, Source = $"row {i + 1}" }), facets: names)
            .Build(_folder.File("facets.psx"));
        return ProductIndex.Open(_folder.File("facets.psx"), OpenMode.Verify);
    }
}
