using ProductSpace.Filtering;

namespace ProductSpace.Tests.Building;

/// <summary>Names are found whether their letters are composed or not, and whatever slashes they hold.</summary>
public class NormalNamesTests
{
    private const string Composed = "M\u00F6bel/St\u00FChle";
    private const string Decomposed = "Mo\u0308bel/Stu\u0308hle";

    [Theory]
    [InlineData(Composed, "Caf\u00E9", "Gr\u00F6\u00DFe")]
    [InlineData(Decomposed, "Cafe\u0301", "Gro\u0308\u00DFe")]
    public void CreateFilter_EitherForm_FindsTheProduct(string category, string value, string facet)
    {
        using ProductIndex index = ProductIndex.Open(Shop(category, value, facet).BuildToMemory());
        Assert.Equal(["", "M\u00F6bel", Composed], index.GetCategories().Select(one => one.Path));
        Assert.Equal([new FacetValueCount("Caf\u00E9", 1)], index.GetFacetValues("Gro\u0308\u00DFe"));
        foreach (string asked in new[] { Composed, Decomposed })
        {
            Assert.Equal(1, index.CreateFilter(f => f.InCategory(asked)).Count);
        }

        foreach (string asked in new[] { "Caf\u00E9", "Cafe\u0301" })
        {
            Assert.Equal(1, index.CreateFilter(f => f.Facet("Gr\u00F6\u00DFe", asked)).Count);
        }
    }

    /// <summary>One name in two forms was two categories and two values of a facet.</summary>
    [Fact]
    public void Build_BothForms_AreOneName()
    {
        using ProductIndex index = ProductIndex.Open(
            new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseIds(["a", "b"])
                .UseCatalog(
                    [new() { Id = "a", Category = Composed, Facets = ["Caf\u00E9"] }, new() { Id = "b", Category = Decomposed, Facets = ["Cafe\u0301"] }],
                    facets: ["brand"])
                .BuildToMemory());
        Assert.Equal(3, index.GetCategories().Count);
        Assert.Equal([new FacetValueCount("Caf\u00E9", 2)], index.GetFacetValues("brand"));
    }

    [Fact]
    public void CreateFilter_SlashInsideAName_IsNoLevel()
    {
        using ProductIndex index = ProductIndex.Open(Shop("Hi-Fi/50 l\\/min pumps", "x", "f").BuildToMemory());
        Assert.Equal(["", "Hi-Fi", "Hi-Fi/50 l\u2215min pumps"], index.GetCategories().Select(one => one.Path));
        Assert.Equal(1, index.CreateFilter(f => f.InCategory("Hi-Fi/50 l\\/min pumps")).Count);
        Assert.Equal(1, index.CreateFilter(f => f.InCategory("Hi-Fi/50 l\u2215min pumps")).Count);
        Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.InCategory("Hi-Fi/50 l/min pumps")));
    }

    [Theory]
    [InlineData("/shoes//boots/", "shoes/boots")]
    [InlineData(" a / b ", "a/b")]
    [InlineData("a\\/b", "a\u2215b")]
    [InlineData("a\\b", "a\\b")]
    public void Clean_Path_HasOneForm(string path, string clean)
    {
        Assert.Equal(clean, CategoryTree.Clean(path));
        Assert.Equal(clean, CategoryTree.Clean(clean));
    }

    private static ProductIndexBuilder Shop(string category, string value, string facet) =>
        new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseIds(["a", "b"])
            .UseCatalog([new() { Id = "a", Category = category, Facets = [value] }, new() { Id = "b" }], facets: [facet]);
}
