using ProductSpace.Delta;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>Plans made by hand: which strategies run, in which order, and what is said of them.</summary>
public sealed class SearchExecutorTests : IDisposable
{
    private const int K = 10;

    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly SpaceView _view;

    public SearchExecutorTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(6_000, 16) { Seed = 6, WithNext = true });
        (_shop, _index) = (built.Products, built.Open());
        _view = _index.ViewOf(Space.Similar);
    }

    public void Dispose() => _index.Dispose();

    /// <summary>Each plan ends with its own strategy, or with the scan that it leaves to the caller.</summary>
    [Fact]
    public void RunToScan_PlanThatFindsEnough_EndsWithItsFirst()
    {
        SpaceFilter filter = _index.CreateFilter(f => f.PriceBetween(0, 6_000)).In(Space.Similar);
        foreach ((SearchPlan plan, SpaceFilter? asked) in new[]
        {
            (TestPlans.Graph(100), null), (TestPlans.Cells(40), null), (TestPlans.Cells(10, 60), null),
            (TestPlans.FilteredGraph(300), filter), (TestPlans.FilteredCells(K, 0.95), filter),
        })
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K);
            Strategy last = SearchExecutor.RunToScan(_view, context, plan, K, [], asked, out SearchWork work);
            Assert.Equal(plan.First, last);
            Assert.True(work.IsComplete);
            Assert.True(work.Scored + work.Cells > 0);
            Assert.Equal(K, context.Hits.Top.Count);
        }
    }

    [Fact]
    public void RunToScan_ScanIsPlanned_LeavesItToTheCaller()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        Assert.Equal(Strategy.Scan, SearchExecutor.RunToScan(_view, context, SearchPlan.Exact, K, [], null, out SearchWork work));
        Assert.Equal(default, work);
        Assert.Equal(0, context.Hits.Top.Count);
        work = SearchExecutor.Scan(Strategy.Scan, _view, context, SearchPlan.Exact, filter: null);
        Assert.Equal(_view.Count, work.Scored);
        Assert.Equal(PreparedSearch.Ranking(_view, context).Take(K), PreparedSearch.Found(context));
    }

    /// <summary>The farthest products match: the walk is not trusted, the cells follow, and both are counted.</summary>
    [Fact]
    public void RunToScan_WalkThatFindsTooLittle_GoesOnWithTheFallback()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        int[] far = [.. PreparedSearch.Ranking(_view, context).TakeLast(1_500).Select(hit => hit.Ordinal)];
        SpaceFilter filter = _index.CreateFilter(f => f.Ordinals(far)).In(Space.Similar);
        SearchPlan plan = TestPlans.FilteredCells(K, 0.95) with { First = Strategy.FilteredGraph, EfSearch = 200, Fallback = Strategy.FilteredCells };
        Assert.Equal(Strategy.FilteredCells, SearchExecutor.RunToScan(_view, context, plan, K, [], filter, out SearchWork work));
        Assert.True(work.Cells > 0 && work.Scored > 0 && work.IsComplete);
        Assert.Equal(K, PreparedSearch.Found(context).Count(hit => far.Contains(hit.Ordinal)));

        // Without a fallback the scan follows, which is exact.
        context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        Assert.Equal(Strategy.Scan, SearchExecutor.RunToScan(_view, context, plan with { Fallback = Strategy.None }, K, [], filter, out work));
        Assert.Equal((0, false), (work.Cells, work.IsComplete));
        SearchExecutor.Scan(Strategy.Scan, _view, context, plan, filter);
        Assert.Equal(PreparedSearch.Ranking(_view, context).TakeLast(1_500).Take(K), PreparedSearch.Found(context));
    }

    /// <summary>A delta that hides the nearest makes the plan run again with more room, until the answer is full.</summary>
    [Fact]
    public void RunToScan_NearestAreHidden_RunsAgainWider()
    {
        SearchContext plain = PreparedSearch.Of(_view, _shop.Vector(3), K);
        (int Ordinal, double Similarity)[] ranking = PreparedSearch.Ranking(_view, plain);
        DeltaLog delta = _index.NewDelta(512);
        foreach ((int ordinal, _) in ranking.Take(45))
        {
            delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = _index.GetProductId(ordinal) });
        }

        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        context.Attach(delta.Now(0), filter: null);
        Assert.Equal(Strategy.Graph, SearchExecutor.RunToScan(_view, context, TestPlans.Graph(60), K, [], null, out SearchWork work));
        Assert.True(context.Oversampling > 2);
        Assert.True(work.Scored > GraphSearch.Run(_view, plain, 60, K, []).Scored);
        Assert.Equal(ranking.Skip(45).Take(K), PreparedSearch.Found(context));
    }

    [Fact]
    public void Run_Request_SaysHowTheAnswerWasFound()
    {
        SearchRequest request = new(_index.PlannerOf(Space.Similar), null, null, default) { Kind = QueryKind.Vector, TargetRecall = 0.95f, EfSearch = 80 };
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), K);
        Neighbor[] page = new Neighbor[K];
        SearchResult result = SearchExecutor.Run(request, context, [], page);
        Assert.Equal((K, SearchStrategy.Graph, 80, false), (result.Count, result.Strategy, result.EfSearch, result.Truncated));
        Assert.Equal(PreparedSearch.Found(context).Select(hit => new Neighbor(hit.Ordinal, (float)hit.Similarity)), page);

        result = SearchExecutor.Run(request with { TargetRecall = 1 }, context, [], page);
        Assert.Equal((SearchStrategy.Scan, (long)_view.Count), (result.Strategy, result.Scored));
        Assert.Equal(PreparedSearch.Ranking(_view, context).Take(K).Select(hit => new Neighbor(hit.Ordinal, (float)hit.Similarity)), page);

        Assert.Equal(default, SearchExecutor.Run(request, context, [], []));
    }
}
