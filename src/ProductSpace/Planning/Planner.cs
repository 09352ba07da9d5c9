using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>Chooses the road of a search without a filter by what each would cost: walk, cells, or the scan.</summary>
internal static class Planner
{
    /// <summary>Cells must promise this much: prices are rough, and queries unlike those of the calibration gain less by cells.</summary>
    private const double LeastGain = 0.85;

    /// <summary>What a scan does besides reading its rows, exact forms above all, in rows.</summary>
    public const double RowsOfScan = 400;

    /// <summary>Vectors that a walk scores for a node of its pool, where nothing was measured: such shops are small.</summary>
    private const int ScoredOfNode = 32;

    /// <summary>Cache lines of the 4-bit codes of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
        double walk = space.HasGraph ? costs.Walk(ScoredAt(walks, kind, k, ef)) : 0;
        CellPlan plan = cells is null || space.Cells is not CellView view ? default : cells.PlanFor(kind, k, target, BlockLines(view), costs, space.HasGraph);
        bool byCells = plan.Cells > 0 && (walk == 0 || plan.Cost < LeastGain * walk) && plan.Cost < scan;
        bool byWalk = !byCells && walk > 0 && walk < scan;
        return new SearchPlan(byCells ? plan.Cells : 0, byCells ? plan.Ef : 0, byWalk ? ef : 0)
        {
            WalkMicroseconds = Microseconds(walk),
            CellMicroseconds = Microseconds(plan.Cost),
        };
    }

    /// <summary>Vectors that a walk with this pool scores, as measured, or by a guess where nothing was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ScoredAt(Calibration walks, QueryKind kind, int k, int ef)
    {
        double scored = walks.ScoredAt(kind, k, ef);
        return scored == 0 ? (double)ef * ScoredOfNode : scored;
    }

    /// <summary>The prices of this machine for the codes of a space.</summary>
    public static CostModel CostsOf(SpaceView space) => new((long)space.Count * space.Codes.Stride, MachinePrices.Current);

    private static float Microseconds(double nanoseconds) => (float)(nanoseconds / 1000);
}
