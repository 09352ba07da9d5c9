using ProductSpace.Planning;
using ProductSpace.Storage;

namespace ProductSpace.Tests;

/// <summary>Plans that a small shop would not get from its planner, by the names of what they ask for.</summary>
internal static class TestPlans
{
    public static SearchPlan Graph(int efSearch) => new(Strategy.Graph) { EfSearch = efSearch };

    /// <summary>Cells alone, or with a walk behind them where there is an efSearch.</summary>
    public static SearchPlan Cells(int cells, int efSearch = 0, int k = 10) => new(efSearch > 0 ? Strategy.CellsThenGraph : Strategy.Cells)
    {
        Cells = cells,
        EfSearch = efSearch,
        CalibratedK = Calibration.MeasuredFor(k),
    };

    public static SearchPlan FilteredGraph(int efSearch) => new(Strategy.FilteredGraph) { EfSearch = efSearch };

    public static SearchPlan FilteredCells(int k, double target) =>
        new(Strategy.FilteredCells) { AllowedMisses = FilterPlanner.AllowedMisses(k, target), PrefixRecall = target };

    public static SearchPlan PrefixScan(double target) =>
        new(Strategy.PrefixScan) { LastScan = Strategy.PrefixScan, PrefixRecall = target };

    public static SearchPlan GroupedPrefixScan(int k, double target) => new(Strategy.GroupedPrefixScan)
    {
        LastScan = Strategy.GroupedPrefixScan,
        AllowedMisses = FilterPlanner.AllowedMisses(k, target),
        PrefixRecall = target,
    };

    /// <summary>Makes a plan that of a kind of query without a filter.</summary>
    public static void Remember(this ProductIndex index, Space space, QueryKind kind, int k, float target, SearchPlan plan) =>
        index.PlannerOf(space).Plans.Set(kind, k, target, plan);
}
