using System.Runtime.CompilerServices;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>
/// Decides how a search of one space goes, once, before it begins: from the calibration of the snapshot and the prices
/// of this machine, never from rows. Plans are remembered, those under a filter with the filter. Safe for any number of
/// threads; 0 bytes a call.
/// </summary>
internal sealed class Planner(
    SpaceView space, Calibration walks, WalkStops? stops, CellCalibration? cells, CellStarts? starts = null)
{
    private readonly PlanMemo _plans = new();

    public SpaceView Space { get; } = space;

    public Calibration Walks { get; } = walks;

    /// <summary>When walks without a filter end by themselves; null in a file that does not say it.</summary>
    public WalkStops? Stops { get; } = stops;

    /// <summary>Null in a file without searchable cells.</summary>
    public CellCalibration? Cells { get; } = cells;

    /// <summary>Cells from which walks start that end by themselves; null in a file that does not say it.</summary>
    public CellStarts? Starts { get; } = starts;

    /// <summary>What searches without a filter remember.</summary>
    public PlanMemo Plans => _plans;

    /// <summary>The plan of a request, by the calibration unless efSearch is set by hand.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="filter">What matches; null for everything.</param>
    /// <param name="filterPlans">What the filter remembers; null exactly where there is no filter.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchPlan PlanFor(in PlanRequest request, SpaceFilter? filter, PlanMemo? filterPlans)
    {
        if (request.TargetRecall >= 1)
        {
            return SearchPlan.Exact;
        }

        // Without a graph and without cells every answer is exact, whatever pool was asked for.
        if (request.EfSearch > 0 && Space.HasGraph)
        {
            return filter is null ? ByHand(request) : FilteredByHand(request, filter);
        }

        SearchPlan plan = filter is null ? Unfiltered(request) : Filtered(request, filter, filterPlans!);
        return plan.EfSearch > 0
            ? plan with { EfSearch = Math.Max(plan.EfSearch, request.K + request.Excluded) }
            : plan;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchPlan Unfiltered(in PlanRequest request)
    {
        // Without a graph each listed product may be one of the nearest, so that the answer lies as far behind them,
        // where recall is below the calibrated mean: hence twice.
        int k = Space.HasGraph ? request.K : (int)Math.Min(Space.Count, request.K + (2L * request.Listed));
        if (!_plans.TryGet(request.Kind, k, request.TargetRecall, out SearchPlan plan))
        {
            plan = UnfilteredPlanner.PlanFor(this, request.Kind, k, request.TargetRecall);
            _plans.Set(request.Kind, k, request.TargetRecall, plan);
        }

        return plan;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchPlan Filtered(in PlanRequest request, SpaceFilter filter, PlanMemo plans)
    {
        if (!plans.TryGet(request.Kind, request.K, request.TargetRecall, out SearchPlan plan))
        {
            plan = FilterPlanner.PlanFor(this, filter, request.Kind, request.K, request.TargetRecall);
            plans.Set(request.Kind, request.K, request.TargetRecall, plan);
        }

        if (!request.HasGroupLimits || plan.LastScan == Strategy.Scan)
        {
            return plan;
        }

        return plan with { First =
            SearchPlan.IsScan(plan.First) ? Strategy.Scan : plan.First, LastScan = Strategy.Scan };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SearchPlan ByHand(in PlanRequest request) =>
        new(Strategy.Graph) { EfSearch = Math.Max(request.EfSearch, request.K + request.Excluded) };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchPlan FilteredByHand(in PlanRequest request, SpaceFilter filter)
    {
        int depth = Math.Max(request.EfSearch, WorkModel.RerankDepth(Space, request.K));
        int ef = Math.Max(depth, request.K + request.Excluded);
        int pool = FilterPlanner.PoolFor(this, filter.Rows, request.Kind, request.K, ef);
        return pool > 0 ? new SearchPlan(Strategy.FilteredGraph) { EfSearch = pool } : SearchPlan.Exact;
    }
}
