using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// Chooses between walk and scan by what each would cost in vectors scored: a scan looks at every match in order of memory,
/// a walk at some dozens of neighbors for each node of its pool, at random. With a filter the pool has to be wider by the
/// inverse of the share that matches.
/// </summary>
internal static class Planner
{
    /// <summary>
    /// A pool node of a walk costs as much as so many vectors of a contiguous scan, at degree 64. Seen: about 90 among
    /// 358,832 products (words), about 210 among a million, where each of its 35 to 60 neighbors is a cache miss.
    /// </summary>
    private const double VectorsPerNode = 120;

    /// <summary>A vector of a scan over scattered rows costs so many of a contiguous one.</summary>
    private const double GatherCost = 2.5;

    /// <summary>Cells must promise this much: prices are rough, and queries unlike those of the calibration gain less by cells.</summary>
    private const double LeastGain = 0.85;

    private const int LargestPool = 8192;

    /// <summary>The pool for a walk under a filter, or 0 where a scan is cheaper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int PoolFor(int ef, int count, int degree, RowSet? filter)
    {
        int matches = filter?.Count ?? count;
        double pool = Math.Ceiling(ef * ((double)count / Math.Max(1, matches)));
        double walk = pool * VectorsPerNode * degree / 64;
        bool contiguous = filter is null || filter.Runs <= 64 || filter.Runs * 32 <= matches;
        double scan = matches * (contiguous ? 1 : GatherCost);
        return scan <= walk || pool > LargestPool ? 0 : (int)pool;
    }

    /// <summary>Cache lines of the 4-bit codes of a cell.</summary>
    public static int BlockLines(CellView view) => view.Blocks.SubQuantisers / CellQuery.SubQuantiserGroup;

    /// <summary>
    /// Walk or cells, whichever the calibration says costs less at this target, and their settings. Without a graph: cells,
    /// or nothing, which means the scan, where they did not reach the target or would cost more than that.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchPlan PlanFor(Calibration walks, CellCalibration? cells, SpaceView space, QueryKind kind, int k, double target)
    {
        CostModel costs = CostsOf(space);
        int ef = space.HasGraph ? walks.EfFor(kind, k, target) : 0;
        double scored = space.HasGraph ? walks.ScoredFor(kind, k, target) : 0;
        double walk = scored == 0 ? 0 : costs.Walk(scored);
        if (cells is null || space.Cells is not CellView view)
        {
            return new SearchPlan(0, 0, ef) { WalkMicroseconds = Microseconds(walk) };
        }

        PriceProbe.Start();
        CellPlan plan = cells.PlanFor(kind, k, target, BlockLines(view), costs, space.HasGraph);
        bool byCells = plan.Cells > 0 && (!space.HasGraph ? plan.Cost < costs.Scan(space.Count) : scored == 0 || plan.Cost < LeastGain * walk);
        return new SearchPlan(byCells ? plan.Cells : 0, byCells ? plan.Ef : 0, ef)
        {
            WalkMicroseconds = Microseconds(walk),
            CellMicroseconds = Microseconds(plan.Cost),
        };
    }

    /// <summary>The prices of this machine for the codes of a space.</summary>
    public static CostModel CostsOf(SpaceView space) => new((long)space.Count * space.Codes.Stride, MachinePrices.Current);

    /// <summary>A look at so many vectors, in the order of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ScanMicroseconds(int vectors) => (float)(vectors * MachinePrices.Current.Scan / 1000);

    private static float Microseconds(double nanoseconds) => (float)(nanoseconds / 1000);

    /// <summary>
    /// Nodes of the pool that must have passed the filter for its answer to be trusted: half of what a filter unrelated to
    /// the query lets through. Fewer tell of a filter that is unlike the query, under which a walk loses recall.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int LeastPassed(int pool, int count, int k, RowSet filter)
    {
        int expected = (int)((long)pool * filter.Count / Math.Max(1, count));
        return Math.Min(filter.Count, Math.Max(k, Math.Min(Searcher.RerankDepth(k), expected / 2)));
    }
}
