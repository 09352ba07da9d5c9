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
}
