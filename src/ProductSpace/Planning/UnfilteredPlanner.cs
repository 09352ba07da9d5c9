using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>Chooses between graph, cells and scan for a search without a filter, by what each would cost.</summary>
internal static class UnfilteredPlanner
{
    /// <summary>
    /// Cells must cost at most this share of the walk: prices are rough, and queries unlike those of the calibration
    /// gain less.
    /// </summary>
    private const double MaxShareOfWalk = 0.85;

    /// <summary>
    /// The graph, where its walks end by themselves: cells are calibrated for the mean query alone. Else graph or
    /// cells, whichever the calibration says costs less at this target. The scan where that costs less, as in small
    /// shops, or where there is no graph and no number of cells reaches the target.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchPlan PlanFor(Planner planner, QueryKind kind, int k, double target)
    {
        PriceProbe.Start();
        SpaceView space = planner.Space;
        CostModel costs = WorkModel.CostsOf(space);
        double scan = WorkModel.ScanOf(space, costs);
        int ef = space.HasGraph ? planner.Walks.EfFor(kind, k, target) : 0;
        double ofStop = 0;
        WalkStop stop = planner.Stops is null ? default : planner.Stops.StopFor(kind, k, target, out ofStop);
        double scored = !space.HasGraph ? 0 : stop.IsOn ? ofStop : WorkModel.ScoredAt(planner.Walks, kind, k, ef);
        double walk = space.HasGraph ? costs.Walk(scored) : 0;
        CellPlan cells = planner.Cells is null || space.Cells is not CellView view ? default
            : planner.Cells.PlanFor(kind, k, target, WorkModel.BlockLines(view), costs, space.HasGraph);
        bool byCells = !stop.IsOn && cells.Cells > 0
            && (walk == 0 || cells.Cost < MaxShareOfWalk * walk) && cells.Cost < scan;
        bool byGraph = !byCells && walk > 0 && walk < scan;
        Strategy ofCells = cells.Ef > 0 ? Strategy.CellsThenGraph : Strategy.Cells;
        return new SearchPlan(byCells ? ofCells : byGraph ? Strategy.Graph : Strategy.Scan)
        {
            EfSearch = byCells ? cells.Ef : byGraph ? ef : 0,
            Stop = byGraph ? stop : default,
            Cells = byCells ? cells.Cells : 0,
            CalibratedK = Calibration.MeasuredFor(k),
            Estimates = new PlanEstimates(
                walk == 0 ? default : new(Strategy.Graph, 0, ef, (float)scored, WorkModel.Microseconds(walk)),
                cells.Cells == 0
                    ? default
                    : new(ofCells, cells.Cells, cells.Ef, (float)cells.Scored, WorkModel.Microseconds(cells.Cost)),
                new(Strategy.Scan, 0, 0, space.Count, WorkModel.Microseconds(scan))),
        };
    }
}
