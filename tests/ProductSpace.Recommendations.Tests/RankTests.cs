namespace ProductSpace.Recommendations.Tests;

public class RankTests
{
    private static ProductIndex Index => RecommendedShop.Shared.Index;

    /// <summary>Any list in any order comes out as the exact recommendation orders its products.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Rank_ListOfAShop_IsInTheOrderOfTheExactRecommendation(float vectorWeight)
    {
        Placement placement = new() { VectorWeight = vectorWeight };
        ShopperEvent[] events = [new(40), new(900), new(2_000, ShopperEventKind.Cart)];
        Recommendation[] right = new Recommendation[60];
        RecommendationResult exact = Index.RecommendExact(new ShopperState(events), right, placement);
        int scored = exact.Count - exact.Filled;
        int[] list = [.. right.Take(scored).Select(hit => hit.Ordinal).OrderBy(ordinal => (ordinal * 7919) % 1009)];
        Recommendation[] hits = new Recommendation[60];
        RecommendationResult result = Index.Rank(new ShopperState(events), [.. list, list[0], 40, -1, int.MaxValue], hits, placement);
        Assert.Equal((scored, 0, 3), (result.Count, result.Filled, result.KnownEvents));
        Assert.Equal(right.Take(scored), hits.Take(scored));
        Assert.Equal(5, Index.Rank(new ShopperState(events), list, new Recommendation[5], placement).Count);
    }

    [Fact]
    public void Rank_NoEvents_IsByPopularity()
    {
        int[] list = [.. Enumerable.Range(100, 50)];
        Recommendation[] hits = new Recommendation[100];
        RecommendationResult result = Index.Rank(new ShopperState([]) { Excluded = [100] }, list, hits);
        Assert.Equal((49, 0, 0), (result.Count, result.Filled, result.KnownEvents));
        Assert.Equal(list.Skip(1).OrderByDescending(ordinal => Index.GetPopularity(ordinal)).ThenBy(ordinal => ordinal), hits.Take(49).Select(hit => hit.Ordinal));
    }
}
