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
    /// Cells with a fixed pool must cost at most this share of the walk: prices are rough, and queries unlike those of
    /// the calibration gain less. A start of a walk that ends by itself keeps its promise for the same families as the
    /// walk from the entry point, and finds more for most queries, so that it is taken where it costs less at all.
    /// </summary>
    private const double MaxShareOfWalk = 0.85;

    /// <summary>
    /// Where walks end by themselves, they start from the entry point or from cells, whichever the calibration says
    /// costs less at this target; cells with a fixed pool are calibrated for the mean query alone, and not taken there.
    /// Else graph or cells, whichever costs less. The scan where that costs less, as in small shops, or where there is
    /// no graph and no number of cells reaches the target.
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
        WalkStop ofCells = default;
        CellPlan cells = planner.Starts is null || !stop.IsOn || space.Cells is null ? default
            : planner.Starts.PlanFor(kind, k, target, WorkModel.BlockLines(space.Cells), costs, out ofCells);
        if (ofCells.IsOn)
        {
            cells = cells with { Ef = ef };
        }
        else if (planner.Cells is not null && space.Cells is CellView view)
        {
            cells = planner.Cells.PlanFor(kind, k, target, WorkModel.BlockLines(view), costs, space.HasGraph);
        }

        bool byCells = stop.IsOn == ofCells.IsOn && cells.Cells > 0
            && (walk == 0 || cells.Cost < (ofCells.IsOn ? walk : MaxShareOfWalk * walk)) && cells.Cost < scan;
        bool byGraph = !byCells && walk > 0 && walk < scan;
        Strategy overCells = cells.Ef > 0 ? Strategy.CellsThenGraph : Strategy.Cells;
        return new SearchPlan(byCells ? overCells : byGraph ? Strategy.Graph : Strategy.Scan)
        {
            EfSearch = byCells ? cells.Ef : byGraph ? ef : 0,
            Stop = byCells ? ofCells : byGraph ? stop : default,
            Cells = byCells ? cells.Cells : 0,
            CalibratedK = Calibration.MeasuredFor(k),
            Estimates = new PlanEstimates(
                walk == 0 ? default : new(Strategy.Graph, 0, ef, (float)scored, WorkModel.Microseconds(walk)),
                cells.Cells == 0
                    ? default
                    : new(overCells, cells.Cells, cells.Ef, (float)cells.Scored, WorkModel.Microseconds(cells.Cost)),
                new(Strategy.Scan, 0, 0, space.Count, WorkModel.Microseconds(scan))),
        };
    }
}
