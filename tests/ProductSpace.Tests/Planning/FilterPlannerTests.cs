using ProductSpace.Filtering;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>The choice under a filter, made again from the estimates that stand in the plan, and how the estimates move.</summary>
public sealed class FilterPlannerTests
{
    /// <summary>A walk may turn out to be in vain, so that it must cost at most this share of the others.</summary>
    private const double MaxShareOfOthers = 0.85;

    private static readonly double[] s_targets = [0.8, 0.95, 0.98];
    private static readonly int[] s_ks = [1, 10, 100];

    private readonly ProductIndex _index = BuiltShop.Of(ShopRecipe.Large).Index;

    private Planner Planner => _index.PlannerOf(Space.Similar);

    [Fact]
    public void PlanFor_AnyFilter_TakesWhatItsEstimatesSay()
    {
        HashSet<Strategy> seen = [];
        foreach (ShopRecipe recipe in new[] { ShopRecipe.Large, ShopRecipe.WithoutGraph, ShopRecipe.Wide })
        {
            ProductIndex index = BuiltShop.Of(recipe).Index;
            foreach ((SearchPlan plan, SpaceFilter filter, _, _) in Plans(index))
            {
                StrategyEstimate walk = plan.Estimates.Graph;
                StrategyEstimate cells = plan.Estimates.Cells;
                StrategyEstimate scan = plan.Estimates.Scan;
                bool takesCells = cells.Microseconds > 0 && cells.Microseconds < scan.Microseconds;
                float others = takesCells ? cells.Microseconds : scan.Microseconds;
                StrategyEstimate among = plan.Estimates.Matches;
                bool takesAmong = among.Microseconds > 0 && among.Microseconds < others;
                bool takesWalk = !takesAmong && walk.Microseconds > 0 && walk.Microseconds < MaxShareOfOthers * others;
                Assert.Equal(takesAmong ? Strategy.MatchGraph : takesWalk ? Strategy.FilteredGraph : takesCells ? Strategy.FilteredCells : scan.Strategy, plan.First);
                Assert.Equal((takesAmong || takesWalk) && takesCells ? Strategy.FilteredCells : Strategy.None, plan.Fallback);
                Assert.Equal(takesAmong, plan.Among.IsOffered);
                Assert.Equal(takesWalk ? walk.EfSearch : 0, plan.EfSearch);
                Assert.True(SearchPlan.IsScan(plan.LastScan));
                Assert.False(takesWalk && plan.LastScan == Strategy.PrefixScan);
                Assert.InRange(scan.Scored, 1, filter.Rows.Count);
                Assert.InRange(cells.Cells, 0, filter.Cells!.Passing);
                Assert.True(!plan.Handover.IsOffered || (takesCells && index.ViewOf(Space.Similar).HasGraph));
                seen.Add(plan.First);
            }
        }

        Assert.Superset(new HashSet<Strategy> { Strategy.MatchGraph, Strategy.FilteredCells, Strategy.Scan, Strategy.GroupedPrefixScan }, seen);
    }

    /// <summary>
    /// A higher target never promises less work, within the ranks that were measured: beyond them the planner goes by a power of
    /// the last two, which may fall.
    /// </summary>
    [Fact]
    public void PlanFor_HigherTarget_NeverExpectsLessWork()
    {
        foreach (ProductFilter filter in Filters(_index))
        {
            float lastCells = 0;
            float lastPool = 0;
            foreach (double target in new[] { 0.8, 0.9, 0.95, 0.97 })
            {
                PlanEstimates estimates = PlanOf(_index, filter, 1, target).Estimates;
                Assert.True(estimates.Cells.Cells >= lastCells, $"{filter.Count} matches, target {target}");
                Assert.True(estimates.Graph.EfSearch == 0 || estimates.Graph.EfSearch >= lastPool, $"{filter.Count} matches, target {target}");
                lastCells = estimates.Cells.Cells;
                lastPool = estimates.Graph.EfSearch;
            }
        }
    }

    [Theory]
    [InlineData(10, 0.95)]
    [InlineData(100, 0.9)]
    public void AllowedMisses_TargetAndK_AreAPartOfWhatTheTargetLetsGo(int k, double target)
    {
        double missed = FilterPlanner.AllowedMisses(k, target);
        Assert.InRange(missed, 0.01, k * (1 - target));
        Assert.Equal(2 * missed, FilterPlanner.AllowedMisses(2 * k, target), 9);
        Assert.Equal(missed / 2, FilterPlanner.AllowedMisses(k, 1 - ((1 - target) / 2)), 9);
        Assert.Equal(0, FilterPlanner.AllowedMisses(k, 1));
    }

    /// <summary>Half of the matches need twice the pool; where that is wider than the widest, or dearer than a scan, there is none.</summary>
    [Fact]
    public void PoolFor_EfSearchByHand_GrowsByTheInverseOfTheShare()
    {
        Assert.Equal(40, Pool(_index.Count, 40));
        Assert.Equal(80, Pool(_index.Count / 2, 40));
        Assert.Equal(160, Pool(_index.Count / 4, 40));
        Assert.Equal(0, Pool(_index.Count, WorkModel.MaxPool + 1));
        Assert.Equal(0, Pool(20, 40));

        int Pool(int matches, int ef) => FilterPlanner.PoolFor(Planner, Every(_index.Count, _index.Count / matches), QueryKind.Vector, 10, ef);
    }

    [Fact]
    public void WholeScanOf_ScatteredMatches_CostsMoreThanMatchesSideBySide()
    {
        CostModel costs = new(0, 128, MachinePrices.BuiltIn);
        RowSet scattered = Every(20_000, 4);
        ulong[] words = new ulong[RowBits.WordsOf(20_000)];
        Array.Fill(words, ulong.MaxValue, 0, 5_000 / 64);
        RowSet together = new(words);
        Assert.True(FilterPlanner.WholeScanOf(costs, scattered) > FilterPlanner.WholeScanOf(costs, together));
        Assert.Equal(costs.Scan(WorkModel.RowsOfScan + together.Count), FilterPlanner.WholeScanOf(costs, together), 6);
    }

    [Fact]
    public void ScanOf_ScatteredMatchesOfWideCodes_IsAPrefixScanAndCheaper()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.Wide).Index;
        SpaceView space = index.ViewOf(Space.Similar);
        CostModel costs = WorkModel.CostsOf(space);
        SpaceFilter filter = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, 2_400).Select(i => 5 * i)])).In(Space.Similar);
        StrategyEstimate scan = FilterPlanner.ScanOf(space, filter, 10, 0.95, costs, out double nanoseconds);
        Assert.True(scan.Strategy is Strategy.PrefixScan or Strategy.GroupedPrefixScan);
        Assert.True(nanoseconds < FilterPlanner.WholeScanOf(costs, filter.Rows));
        Assert.Equal(WorkModel.Microseconds(nanoseconds), scan.Microseconds);

        // Nothing may be lost, so that every match is read whole.
        scan = FilterPlanner.ScanOf(space, filter, 10, 0.995, costs, out nanoseconds);
        Assert.Equal((Strategy.Scan, (float)filter.Rows.Count), (scan.Strategy, scan.Scored));
        Assert.Equal(FilterPlanner.WholeScanOf(costs, filter.Rows), nanoseconds);
    }

    private static IEnumerable<(SearchPlan Plan, SpaceFilter Filter, int K, double Target)> Plans(ProductIndex index) =>
        from filter in Filters(index)
        from k in s_ks
        from target in s_targets
        select (PlanOf(index, filter, k, target), filter.In(Space.Similar), k, target);

    private static SearchPlan PlanOf(ProductIndex index, ProductFilter filter, int k, double target) =>
        FilterPlanner.PlanFor(index.PlannerOf(Space.Similar), filter.In(Space.Similar), QueryKind.Vector, k, target);

    private static ProductFilter[] Filters(ProductIndex index) =>
    [
        .. new[] { 2, 5, 20, 400 }.Select(part => index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, index.Count / part).Select(i => part * i)]))),
        index.CreateFilter(f => f.InCategory("dept1")),
        index.CreateFilter(f => f.NotInCategory("dept2").InStock()),
        index.CreateFilter(f => f.PriceBetween(0, 300)),
    ];

    private static RowSet Every(int rows, int step)
    {
        ulong[] words = new ulong[RowBits.WordsOf(rows)];
        for (int row = 0; row < rows; row += step)
        {
            RowBits.Set(words, row);
        }

        return new RowSet(words);
    }
}
