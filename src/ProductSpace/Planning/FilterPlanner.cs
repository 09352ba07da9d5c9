using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>
/// Chooses the road of a search under a filter by what each is expected to cost:
/// <list type="bullet">
/// <item>the scan: every match, side by side or one by one;</item>
/// <item>the cells that hold matches: about as many of them as the calibration needed for the ranks that the k nearest
/// matches have among all products, fewer where the filter leaves whole parts of the space out;</item>
/// <item>a walk over the matches alone, from what cells gave: under wide filters, where the query's cells tell that most of
/// them would have to be looked at;</item>
/// <item>the walk: a pool wider by the inverse of the share that matches, which fits filters unrelated to the query. Where
/// one turns out to be unlike it, <see cref="Searcher"/> ends the walk early and looks at the cells.</item>
/// </list>
/// </summary>
internal static class FilterPlanner
{
    /// <summary>Matches that may be missed, of those that the recall target lets go: half by the choice of cells, half by their 4-bit codes.</summary>
    private const double MissedShare = 0.7;

    /// <summary>The walk must promise this much: it may turn out to be in vain.</summary>
    private const double LeastGain = 0.85;

    /// <summary>What a cell costs besides reading it, in cache lines of 4-bit codes.</summary>
    private const double LinesOfHandling = 4;

    /// <summary>Of the cells that a part of the space holds the nearest are needed, by this power of their number: nearer ones are rarer in a larger part.</summary>
    private const double PartPower = 2.0 / 3;

    private const int LargestPool = 8192;

    /// <summary>A walk over matches alone needs this share of all products to stay connected (measured: .2 does, .1 does not where the filter is unrelated to the query).</summary>
    private const double LeastShareOfWalk = 0.15;

    /// <summary>Its pool is so many times that of a walk without a filter and so many nodes more, divided by the root of the share (measured).</summary>
    private const double PoolOverMatches = 2;
    private const double MoreOverMatches = 60;

    /// <summary>Runs of this many rows in the mean are read side by side.</summary>
    private const int LongRun = 32;

    /// <summary>Matches of the k nearest that the cells may miss, in the mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MissedFor(int k, double target) => MissedShare * k * (1 - target);

    /// <summary>
    /// The cheapest road, in the form of a plan: a walk where WalkEf is above 0, else cells where Cells is, else the scan. What
    /// follows the walk says where to go when it is in vain.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchPlan PlanFor(Calibration walks, CellCalibration? cells, SpaceView space, SpaceFilter filter, QueryKind kind, int k, double target)
    {
        PriceProbe.Start();
        CostModel costs = Planner.CostsOf(space);
        (int matchPool, double byMatches) = MatchesOf(walks, space, filter, kind, k, target, costs);
        (double passing, double byCells, double ofCell) = CellsOf(cells, space, filter, k, target, byMatches, costs);
        (int pool, double walk) = WalkOf(walks, space, filter.Rows, kind, k, target, costs);
        (_, double scan, bool byGroups) = ScanOf(costs, space, filter, k, target);
        bool takesCells = passing > 0 && byCells < scan;
        double other = takesCells ? byCells : scan;
        bool takesWalk = pool > 0 && walk < LeastGain * other;
        bool canTakeOver = takesCells && matchPool > 0;
        return new SearchPlan(canTakeOver ? (int)Math.Clamp(byMatches / ofCell, 1, filter.Cells!.Passing) : takesCells ? (int)passing : 0, canTakeOver ? matchPool : 0, takesWalk ? pool : 0)
        {
            WalkMicroseconds = pool > 0 ? (float)(walk / 1000) : 0,
            CellMicroseconds = passing > 0 ? (float)(byCells / 1000) : 0,
            ScanMicroseconds = (float)(scan / 1000),
            ByGroups = byGroups,
        };
    }

    /// <summary>
    /// The pool for an efSearch given by hand: wider by the inverse of the share that matches; 0 where a scan costs less. By
    /// the built-in prices, so that such a search is the same on every machine.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int PoolFor(Calibration walks, SpaceView space, RowSet filter, QueryKind kind, int k, int ef)
    {
        int pool = InRange(Math.Ceiling(ef * ((double)space.Count / Math.Max(1, filter.Count))));
        CostModel costs = new((long)space.Count * space.Codes.Stride, MachinePrices.BuiltIn);
        return costs.Walk(Planner.ScoredAt(walks, kind, k, pool)) < WholeScanOf(costs, filter) ? pool : 0;
    }

    /// <summary>
    /// The pool that finds this share of the k nearest matches of a filter unrelated to the query: they are among the
    /// nearest k / share of all products, for which the calibration knows efSearch. The looser the filter the larger the
    /// margin over it, and never so narrow that chance leaves fewer than k matches in the pool (three deviations).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int PoolFor(Calibration walks, SpaceView space, RowSet filter, QueryKind kind, int k, double target)
    {
        double share = (double)filter.Count / space.Count;
        double ranks = Math.Min(space.Count, k / share);
        double ef = walks.EfFor(kind, (int)Math.Ceiling(ranks), target) * (1 + Math.Sqrt(share));
        return InRange(Math.Ceiling(Math.Max(ef, (k + (3 * Math.Sqrt(k))) / share)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int InRange(double pool) => pool > LargestPool ? 0 : (int)pool;

    /// <summary>
    /// Nodes near the query, settled early in a walk with this pool, that tell whether the filter is unlike the query: a
    /// filter unrelated to it lets some twenty of them pass.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SampleFor(int pool, int count, RowSet filter) =>
        (int)Math.Min(pool / 4, 20L * count / Math.Max(1, filter.Count));

    /// <summary>
    /// Nodes out of so many that must have passed for a walk to be trusted: a part of what a filter unrelated to the
    /// query lets through, a fifth of a sample or half of the whole pool.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeastPassed(int nodes, int count, RowSet filter, int part) =>
        (int)((long)nodes * filter.Count / Math.Max(1, count) / part);

    /// <summary>
    /// A scan of the matches, the cheaper of two where heads judge them: of all in their order, or of those in the nearest groups. Rows
    /// looked at, about, nanoseconds, and whether by groups.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Rows, double Cost, bool ByGroups) ScanOf(CostModel costs, SpaceView space, SpaceFilter filter, int k, double target)
    {
        int matches = filter.Rows.Count;
        if (!PrefixPruning.Fits(space, filter.Rows, target))
        {
            return (matches, WholeScanOf(costs, filter.Rows), false);
        }

        double ofRow = PrefixPruning.CostShare(space);
        double all = costs.Gather(matches) * ofRow;
        double part = GroupScan.Fits(space, filter) ? space.Reach.PartFor(k * (double)space.Count / matches, MissedFor(k, target) / k) : 1;
        double rows = Math.Min(matches, GroupScan.LeastRows + (part * GroupScan.Overshoot * matches));
        double nearest = part < 1 ? costs.Groups(Math.Min(space.Cells!.Groups, matches)) + (costs.Gather(rows) * ofRow) : double.PositiveInfinity;
        bool byGroups = nearest < all;
        return (byGroups ? rows : matches, costs.Scan(Planner.RowsOfScan) + Math.Min(nearest, all), byGroups);
    }

    /// <summary>Nanoseconds of a look at all matches, whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double WholeScanOf(CostModel costs, RowSet filter) =>
        IsContiguous(filter) ? costs.Scan(Planner.RowsOfScan + filter.Count) : costs.Scan(Planner.RowsOfScan) + costs.Gather(filter.Count);

    /// <summary>Whether rows are read side by side for the most part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsContiguous(RowSet filter) => filter.Runs <= 64 || (long)filter.Runs * LongRun <= filter.Count;

    /// <summary>Cells that hold matches which a search will look at, about; all where nothing was measured.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int LookedAt(CellCalibration? cells, SpaceView space, SpaceFilter filter, int k, double target)
    {
        int passing = filter.Cells!.Passing;
        int all = space.Cells!.Count;
        double density = Math.Min(1, (double)filter.Rows.Count / passing * all / space.Count);
        double needed = cells is null ? 0 : cells.AloneFor(k / density, target) * Math.Pow((double)passing / all, PartPower);
        return needed == 0 ? passing : (int)Math.Clamp(needed, 1, passing);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Pool, double Cost) WalkOf(Calibration walks, SpaceView space, RowSet filter, QueryKind kind, int k, double target, CostModel costs)
    {
        if (!space.HasGraph)
        {
            return default;
        }

        int pool = PoolFor(walks, space, filter, kind, k, target);
        return pool == 0 ? default : (pool, costs.Walk(Planner.ScoredAt(walks, kind, k, pool)));
    }

    /// <summary>The pool of a walk over the matches alone and what it costs; nothing where they are too few to be connected, or there are no cells to start from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Pool, double Cost) MatchesOf(Calibration walks, SpaceView space, SpaceFilter filter, QueryKind kind, int k, double target, CostModel costs)
    {
        double share = (double)filter.Rows.Count / space.Count;
        if (!space.HasGraph || filter.Cells is not CellSet set || set.Passing <= GraphOffer.CellsBefore || share < LeastShareOfWalk)
        {
            return default;
        }

        double root = Math.Sqrt(share);
        int pool = InRange(Math.Ceiling(((PoolOverMatches * walks.EfFor(kind, k, target)) + MoreOverMatches) / root));
        return pool == 0 ? default : (pool, costs.Walk(Math.Sqrt(root) * Planner.ScoredAt(walks, kind, k, pool)));
    }

    /// <summary>
    /// Cells that will be looked at, about, what that costs, and one of them; nothing where there are no cells or no figures
    /// of them. Where a walk over the matches, of a cost above 0, can take over, no more than it costs after the cells that it starts from.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Cells, double Cost, double OfCell) CellsOf(CellCalibration? cells, SpaceView space, SpaceFilter filter, int k, double target, double walk, CostModel costs)
    {
        if (filter.Cells is not CellSet set || set.Passing == 0 || space.Cells is not CellView view)
        {
            return default;
        }

        double matchesOfCell = (double)filter.Rows.Count / set.Passing;
        double ofCell = matchesOfCell < FilteredCellSearch.BlockMatches
            ? costs.Gather(matchesOfCell) + costs.Lines(LinesOfHandling)
            : costs.Lines(Planner.BlockLines(view) + LinesOfHandling);
        int looked = LookedAt(cells, space, filter, k, target);
        double cost = costs.Cells(FilteredCellSearch.ComparedFor(view, set, looked), 0, 0, CandidateRefiner.ScoredFor(looked, k)) + (looked * ofCell);
        if (walk > 0)
        {
            cost = Math.Min(cost, costs.Cells(FilteredCellSearch.ComparedFor(view, set, GraphOffer.CellsBefore), 0, 0, 0) + (GraphOffer.CellsBefore * ofCell) + walk);
        }

        return (looked, cost, ofCell);
    }
}
