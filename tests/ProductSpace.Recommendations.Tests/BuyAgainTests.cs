namespace ProductSpace.Recommendations.Tests;

public class BuyAgainTests
{
    private static ProductIndex Index => RecommendedShop.Shared.Index;

    /// <summary>Every product that was bought, by the formula written down again.</summary>
    [Fact]
    public void BuyAgain_AnyHistory_IsTheFormula()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            Random random = new(seed);
            ShopperEvent[] events = [.. Enumerable.Range(0, 60).Select(_ => new ShopperEvent(random.Next(20), (ShopperEventKind)random.Next(3), random.Next(200)))];
            float halfLife = seed % 2 == 0 ? 60 : 20;
            (int Ordinal, double Score)[] expected = [.. events.Where(one => one.Kind == ShopperEventKind.Purchase).GroupBy(one => one.Ordinal)
                .Select(group => (group.Key, group.Sum(one => Math.Pow(2, -one.AgeDays / halfLife))))
                .OrderByDescending(pair => pair.Item2)];
            Recommendation[] hits = new Recommendation[30];
            RecommendationResult result = Index.BuyAgain(new ShopperState(events), hits, seed % 2 == 0 ? null : new Placement { HalfLifeDays = 20 });
            Assert.Equal((expected.Length, 0, events.Count(one => one.Kind == ShopperEventKind.Purchase)), (result.Count, result.Filled, result.KnownEvents));
            Assert.Equal(expected.Select(one => (float)one.Score), hits.Take(result.Count).Select(hit => hit.Score), (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.Equal(expected.Select(one => one.Ordinal).Order(), hits.Take(result.Count).Select(hit => hit.Ordinal).Order());
            Assert.All(hits.Take(result.Count), hit => Assert.Equal((RecommendationSource.Bought, hit.Ordinal), (hit.Source, hit.Because)));
        }
    }

    /// <summary>Bread every week comes before a cake last week, and both before what was bought often, but long ago.</summary>
    [Fact]
    public void BuyAgain_OftenAndLately_ComesFirst()
    {
        ShopperEvent[] events = [Bought(3, 400), Bought(3, 390), Bought(3, 380), Bought(1, 22), Bought(1, 15), Bought(1, 8), Bought(2, 7)];
        Recommendation[] hits = new Recommendation[3];
        Index.BuyAgain(new ShopperState(events), hits);
        Assert.Equal([1, 2, 3], hits.Select(hit => hit.Ordinal));
    }

    [Fact]
    public void BuyAgain_FilterAndExclusions_AreKept()
    {
        ShopperEvent[] events = [Bought(1, 3), Bought(2, 3), Bought(3, 3), Bought(-4, 3), Bought(int.MaxValue, 3), Bought(5, float.NaN)];
        Recommendation[] hits = new Recommendation[9];
        Assert.Equal(4, Index.BuyAgain(new ShopperState(events), hits).Count);
        Assert.Equal(5, hits[0].Ordinal);
        RecommendationResult result = Index.BuyAgain(new ShopperState(events) { Excluded = [1] }, hits, null, new SearchOptions { Exclude = new[] { 5 } });
        Assert.Equal([2, 3], hits.Take(result.Count).Select(hit => hit.Ordinal));
        ProductFilter filter = Index.CreateFilter(f => f.InCategory(Index.GetCategory(2)));
        result = Index.BuyAgain(new ShopperState(events), hits, null, new SearchOptions { Filter = filter });
        Assert.All(hits.Take(result.Count), hit => Assert.True(filter.Contains(hit.Ordinal)));
        Assert.Contains(hits.Take(result.Count), hit => hit.Ordinal == 2);
        Assert.Equal(0, Index.BuyAgain(new ShopperState([new(1), new(2, ShopperEventKind.Cart)]), hits).Count);
    }

    private static ShopperEvent Bought(int ordinal, float age) => new(ordinal, ShopperEventKind.Purchase, age);
}
