namespace ProductSpace.Tests.Search;

public class ListScoreTests
{
    private static readonly BuiltShop s_built = BuiltShop.Of(ShopRecipe.Large);

    private static ProductIndex Index => s_built.Index;

    /// <summary>The scores of listed products are those of the exact search, in both spaces.</summary>
    [Theory]
    [InlineData(Space.Similar)]
    [InlineData(Space.Next)]
    public void ScoreSession_HitsOfTheExactSearch_HaveTheirSimilarities(Space space)
    {
        SearchOptions options = new() { Space = space };
        Neighbor[] hits = new Neighbor[40];
        float[] scores = new float[40];
        for (int i = 0; i < 20; i++)
        {
            int[] viewed = [i * 7, i * 31, i * 99];
            Index.SearchSessionExact(viewed, hits, options);
            int[] ordinals = [.. hits.Select(hit => hit.Ordinal)];
            Assert.Equal(3, Index.ScoreSession(viewed, ordinals, scores, options));
            Assert.Equal(hits.Select(hit => hit.Similarity), scores);
        }
    }

    [Fact]
    public void Score_Vector_IsThatOfTheExactSearch()
    {
        float[] vector = s_built.Products.Vector(5).ToArray();
        Neighbor[] hits = new Neighbor[10];
        float[] scores = new float[10];
        Index.SearchExact(vector, hits);
        Index.Score(vector, [.. hits.Select(hit => hit.Ordinal)], scores);
        Assert.Equal(hits.Select(hit => hit.Similarity), scores);
    }

    [Fact]
    public void ScoreSession_WhatASearchCannotReturn_IsNoNumber()
    {
        ProductFilter filter = Index.CreateFilter(f => f.InCategory("dept1"));
        int inside = Enumerable.Range(0, Index.Count).First(filter.Contains);
        int outside = Enumerable.Range(0, Index.Count).First(ordinal => !filter.Contains(ordinal));
        int excluded = Enumerable.Range(inside + 1, 50).First(filter.Contains);
        float[] scores = new float[6];
        SearchOptions options = new() { Filter = filter, Exclude = new[] { excluded } };
        Index.ScoreSession([outside], [inside, outside, excluded, -1, Index.Count, int.MaxValue], scores, options);
        Assert.False(float.IsNaN(scores[0]));
        Assert.All(scores[1..], score => Assert.True(float.IsNaN(score)));
        Assert.Equal(0, Index.ScoreSession([-1], [inside], scores, options));
        Assert.True(float.IsNaN(scores[0]));
        Assert.Throws<ArgumentException>(() => Index.ScoreSession([1], new int[7], new float[6]));
    }

    [Fact]
    public void ScoreSession_AllocatesNothing()
    {
        int[] ordinals = [.. Enumerable.Range(0, 100)];
        float[] scores = new float[100];
        Assert.Equal(0, Allocated.Least(() => Index.ScoreSession([1, 2, 3], ordinals, scores)));
    }

    /// <summary>Cosines of listed products, in a space of dot products too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_ListedProducts_IsTheirCosine(bool isDot)
    {
        ProductIndex index = isDot ? BuiltShop.Of(ShopRecipe.Dot).Index : Index;
        int[] ordinals = [7, 99, 4_000, 7, index.Count - 1, -1, int.MaxValue];
        float[] cosines = new float[ordinals.Length];
        index.Compare(7, ordinals, cosines);
        float[] one = new float[index.Dimension];
        float[] other = new float[index.Dimension];
        index.GetVector(7, one);
        for (int i = 0; i < 5; i++)
        {
            index.GetVector(ordinals[i], other);
            Assert.Equal(one.Zip(other, (a, b) => (double)a * b).Sum(), cosines[i], 2e-3);
        }

        Assert.True(float.IsNaN(cosines[5]) && float.IsNaN(cosines[6]));
        index.Compare(-5, ordinals, cosines);
        Assert.All(cosines, cosine => Assert.True(float.IsNaN(cosine)));
    }

    [Fact]
    public void ReadGroups_CategoriesAndFacets_AreThoseOfTheProducts()
    {
        ProductIndex index = BuiltShop.Of(new ShopRecipe(2_000) { WithFacets = true }).Index;
        int[] ordinals = [.. Enumerable.Range(0, index.Count)];
        int[] groups = new int[ordinals.Length];
        string facet = index.Info.Facets[0];
        int count = index.ReadGroups(GroupLimit.ByFacet(facet, 1), ordinals, groups);
        Dictionary<int, string?> names = [];
        foreach (int ordinal in ordinals)
        {
            string? value = index.TryGetFacet(ordinal, facet, out string? known) ? known : null;
            Assert.InRange(groups[ordinal], -1, count - 1);
            Assert.Equal(value is null, groups[ordinal] < 0);
            Assert.Equal(value, names.TryAdd(groups[ordinal], value) ? value : names[groups[ordinal]]);
        }

        Assert.True(names.Count > 2);
        index.ReadGroups(GroupLimit.ByCategory(1, 1), ordinals, groups);
        Assert.Equal(
            ordinals.GroupBy(ordinal => index.GetCategory(ordinal).Split('/')[0]).Select(group => group.Count()).Order(),
            ordinals.GroupBy(ordinal => groups[ordinal]).Select(group => group.Count()).Order());
    }
}
