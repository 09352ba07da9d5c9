using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The walk asked directly: with a pool for every node it is exact, with a wider one it never finds less of the nearest.</summary>
public sealed class GraphSearchTests
{
    private const int K = 10;

    private readonly TestShop _shop;
    private readonly SpaceView _view;

    public GraphSearchTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1_500, 16) { Seed = 12 });
        (_shop, _view) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    [Fact]
    public void Run_PoolForEveryNode_EqualsMeasuringEveryRow()
    {
        for (int query = 0; query < 30; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 49), K);
            SearchWork work = GraphSearch.Run(_view, context, _view.Count, K, seeds: []);
            Assert.Equal(PreparedSearch.Ranking(_view, context).Take(K), PreparedSearch.Found(context));
            Assert.True(work.IsComplete);

            // Every node is scored once; on the way down some were scored before.
            Assert.InRange(work.Scored, _view.Count, _view.Count * 1.2);
        }
    }

    [Fact]
    public void Run_WiderPool_ScoresMoreAndFindsMore()
    {
        int lastFound = 0;
        long lastScored = 0;
        foreach (int ef in new[] { 10, 40, 160 })
        {
            int found = 0;
            long scored = 0;
            for (int query = 0; query < 100; query++)
            {
                SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 13), K);
                scored += GraphSearch.Run(_view, context, ef, K, seeds: []).Scored;
                found += PreparedSearch.FoundOf(PreparedSearch.Ranking(_view, context), context, K);
            }

            Assert.InRange(found, lastFound, 100 * K);
            Assert.True(scored > lastScored);
            (lastFound, lastScored) = (found, scored);
        }

        Assert.True(lastFound > 98 * K, $"{lastFound}");
    }

    /// <summary>A pool of one node ends where it starts, unless it starts beside the nearest.</summary>
    [Fact]
    public void Run_SeedAtTheNearest_IsFoundByTheSmallestPool()
    {
        for (int query = 0; query < 50; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 29), 1);
            int nearest = PreparedSearch.Ranking(_view, context)[0].Ordinal;
            GraphSearch.Run(_view, context, ef: 1, k: 1, [_view.ToSlot(nearest)]);
            Assert.Equal(nearest, PreparedSearch.Found(context)[0].Ordinal);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Run_SeedOutsideOfTheTable_IsPassedOver(int seed)
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        GraphSearch.Run(_view, context, 50, K, []);
        (int, double)[] without = PreparedSearch.Found(context);
        context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        GraphSearch.Run(_view, context, 50, K, [seed]);
        Assert.Equal(without, PreparedSearch.Found(context));
    }

    [Fact]
    public void Run_BudgetSpent_EndsAndKeepsWhatItFound()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K, new SearchLimits(60, 0, default));
        SearchWork work = GraphSearch.Run(_view, context, 1_000, K, []);
        Assert.True(context.Budget.IsCut);
        Assert.True(work.IsComplete);
        Assert.InRange(work.Scored, 60, 200);
        Assert.Equal(K, context.Hits.Top.Count);
    }
}
