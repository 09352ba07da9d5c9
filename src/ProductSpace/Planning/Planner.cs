using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>Chooses the road of a search without a filter by what each would cost: walk, cells, or the scan.</summary>
internal static class Planner
{
    /// <summary>Cells must promise this much: prices are rough, and queries unlike those of the calibration gain less by cells.</summary>
    private const double LeastGain = 0.85;

    /// <summary>What a scan does besides reading its rows, exact forms above all, in rows.</summary>
    public const double RowsOfScan = 400;

    /// <summary>Cache lines of the 4-bit codes of a cell.</summary>
    public static int BlockLines(CellView view) => view.Blocks.SubQuantisers / CellQuery.SubQuantiserGroup;

    /// <summary>
    /// Walk or cells, whichever the calibration says costs less at this target, and their settings; nothing, which means the
    /// scan, where that costs less than both, as in small shops, or without a graph where no cells reach the target.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchPlan PlanFor(Calibration walks, CellCalibration? cells, SpaceView space, QueryKind kind, int k, double target)
    {
        PriceProbe.Start();
        CostModel costs = CostsOf(space);
        double scan = costs.Scan(RowsOfScan + space.Count);
        int ef = space.HasGraph ? walks.EfFor(kind, k, target) : 0;
        double scored = space.HasGraph ? walks.ScoredFor(kind, k, target) : 0;
        double walk = scored == 0 ? 0 : costs.Walk(scored);
        CellPlan plan = cells is null || space.Cells is not CellView view ? default : cells.PlanFor(kind, k, target, BlockLines(view), costs, space.HasGraph);
        bool byCells = plan.Cells > 0 && (scored == 0 || plan.Cost < LeastGain * walk) && plan.Cost < scan;
        bool byWalk = !byCells && space.HasGraph && (scored == 0 || walk < scan);
        return new SearchPlan(byCells ? plan.Cells : 0, byCells ? plan.Ef : 0, byWalk ? ef : 0)
        {
            WalkMicroseconds = Microseconds(walk),
            CellMicroseconds = Microseconds(plan.Cost),
        };
    }

    /// <summary>The prices of this machine for the codes of a space.</summary>
    public static CostModel CostsOf(SpaceView space) => new((long)space.Count * space.Codes.Stride, MachinePrices.Current);

    private static float Microseconds(double nanoseconds) => (float)(nanoseconds / 1000);
}
