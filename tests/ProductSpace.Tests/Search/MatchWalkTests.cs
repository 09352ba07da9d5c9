using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// Walks over the matches alone, from the nearest cells that hold some: the target under categories, unions of them, and
/// further terms; nothing but matches; and other strategies where the filter is unlike the query.
/// </summary>
public sealed class MatchWalkTests
{
    private const int K = 10;
    private const int Queries = 150;

    private readonly TestShop _shop = BuiltShop.Of(ShopRecipe.Large).Products;
    private readonly ProductIndex _index = BuiltShop.Of(ShopRecipe.Large).Index;

    public static TheoryData<string> Filters => ["categories", "union", "categories and price", "stock", "half", "fifth", "not"];

    [Theory]
    [MemberData(nameof(Filters))]
    public void Search_ByWalkOverMatches_KeepsTheTarget(string name)
    {
        ProductFilter filter = Filter(name);
        SpaceView space = _index.ViewOf(Space.Similar);
        MatchWalkRule rule = RuleOf(filter, 0.95);
        Assert.True(rule.IsOffered);
        SearchPlan plan = new(Strategy.MatchGraph)
        {
            Among = rule, Fallback = Strategy.FilteredCells, AllowedMisses = FilterPlanner.AllowedMisses(K, 0.95), PrefixRecall = 0.95,
        };
        Neighbor[] truth = new Neighbor[K];
        SearchContext context = new();
        int found = 0;
        int walked = 0;
        for (int query = 0; query < Queries; query++)
        {
            float[] vector = _shop.Vector(query * 131).ToArray();
            _index.SearchExact(vector, truth, new SearchOptions { Filter = filter });
            SessionVector.FromVector(space.Model, vector, context);
            context.Begin(default, default, K);
            context.Hits.Excluded.Clear();
            walked += SearchExecutor.RunToScan(space, context, plan, K, [], filter.In(Space.Similar), out _) == Strategy.MatchGraph ? 1 : 0;
            Assert.Equal(K, context.Hits.Top.Count);
            for (int place = 0; place < K; place++)
            {
                Assert.True(filter.Contains(context.Hits.Top.Ordinal(place)));
                found += (float)context.Query.ToAnswer(context.Hits.Top.Similarity(place)) >= truth[K - 1].Similarity ? 1 : 0;
            }
        }

        Assert.True(walked > Queries / 20, $"{walked} walks");
        Assert.True(found >= 0.94 * K * Queries, $"{found} of {K * Queries} found, {walked} walks");
    }

    /// <summary>The twin of the target: a stop that allows everything to be missed ends sooner.</summary>
    [Fact]
    public void RunFromCells_EverythingMayBeMissed_ScoresLess()
    {
        ProductFilter filter = Filter("half");
        MatchWalkRule rule = RuleOf(filter, 0.98);
        MatchWalkRule hasty = rule with { Stop = rule.Stop with { Allowed = ushort.MaxValue }, ManyStop = default };
        Assert.True(Scored(filter, hasty) < Scored(filter, rule));
    }

    [Fact]
    public void RunFromCells_FilterUnlikeTheQuery_LeavesItToOthers()
    {
        ProductFilter filter = Filter("union");
        SpaceView space = _index.ViewOf(Space.Similar);
        MatchWalkRule rule = RuleOf(filter, 0.95);
        int left = 0;
        int answered = 0;
        for (int query = 0; query < Queries; query++)
        {
            SearchContext context = Prepared(query);
            double around = context.Cells.LookAround(space, context, filter.In(Space.Similar).Cells!);
            SearchWork work = MatchGraphSearch.RunFromCells(space, context, filter.In(Space.Similar), rule, K, []);
            Assert.Equal(!rule.IsUnlike(around), work.IsComplete);
            Assert.Equal(work.IsComplete ? K : 0, context.Hits.Top.Count);
            left += work.IsComplete ? 0 : 1;
            answered += work.IsComplete ? 1 : 0;
        }

        Assert.True(left > 0 && answered > 0);
    }

    /// <summary>The planner takes it for wide filters, and says so.</summary>
    [Fact]
    public void Search_WideFilter_WalksOverMatches()
    {
        ProductFilter filter = Filter("stock");
        SearchResult result = _index.Search(_shop.Vector(5), new Neighbor[K], new SearchOptions { Filter = filter });
        Assert.Equal(SearchStrategy.CellsThenGraph, result.Strategy);
        Assert.True(result.CellsScanned > 0 && result.EfSearch >= K);
        Assert.InRange(result.ExpectedRecall, 0.5, 1);
    }

    private ProductFilter Filter(string name) => name switch
    {
        "categories" => _index.CreateFilter(f => f.InCategory("dept0", "dept1")),
        "union" => _index.CreateFilter(f => f.InCategory("dept0", "dept1/group1")),
        "categories and price" => _index.CreateFilter(f => f.InCategory("dept0", "dept1").PriceBetween(2000, 100_000)),
        "stock" => _index.CreateFilter(f => f.InStock()),
        "half" => _index.CreateFilter(f => f.Ordinals([.. Some(2)])),
        "fifth" => _index.CreateFilter(f => f.Ordinals([.. Some(5)])),
        _ => _index.CreateFilter(f => f.NotInCategory("dept2")),
    };

    private IEnumerable<int> Some(ulong part) => Enumerable.Range(0, _index.Count).Where(i => SeededRandom.Hash((ulong)i, 7) % part == 0);

    private MatchWalkRule RuleOf(ProductFilter filter, double target) => MatchWalkPlanner.PlanFor(
        _index.PlannerOf(Space.Similar), filter.In(Space.Similar), QueryKind.Vector, K, target, WorkModel.CostsOf(_index.ViewOf(Space.Similar))).Rule;

    private long Scored(ProductFilter filter, MatchWalkRule rule)
    {
        long scored = 0;
        for (int query = 0; query < Queries; query++)
        {
            scored += MatchGraphSearch.RunFromCells(_index.ViewOf(Space.Similar), Prepared(query), filter.In(Space.Similar), rule, K, []).Scored;
        }

        return scored;
    }

    private SearchContext Prepared(int query)
    {
        SearchContext context = new();
        SessionVector.FromVector(_index.ViewOf(Space.Similar).Model, _shop.Vector(query * 131), context);
        context.Begin(default, default, K);
        context.Hits.Excluded.Clear();
        context.Hits.Start(K);
        return context;
    }
}
