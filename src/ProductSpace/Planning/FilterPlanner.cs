using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// Chooses the strategies of a search under a filter by what each is expected to cost:
/// <list type="bullet">
/// <item>a scan of every match, whole or by the first of its codes, side by side or one by one;</item>
/// <item>the cells that hold matches: about as many as the calibration needed for the ranks that the k nearest matches
/// have among all products, fewer where the filter leaves whole parts of the space out;</item>
/// <item>a walk over the matches alone from the nearest cells, where these keep enough neighbors in the graph and the
/// filter is not unlike the query (<see cref="MatchWalkPlanner"/>);</item>
/// <item>such a walk from what cells gave: under wide filters unlike the query, where its cells tell that most of them
/// would have to be looked at;</item>
/// <item>a walk over all products: its pool is wider by the inverse of the share that matches, which fits filters
/// unrelated to the query. Where a filter turns out to be unlike it, the walk ends early and the cells or a scan
/// follow.</item>
/// </list>
/// </summary>
internal static class FilterPlanner
{
    /// <summary>
    /// Misses that are allowed, as a share of those that the recall target lets go: half by the choice of cells, half
    /// by their 4-bit codes.
    /// </summary>
    private const double MissedShare = 0.7;

    /// <summary>The walk must cost at most this share of the others: it may turn out to be in vain.</summary>
    private const double MaxShareOfOthers = 0.85;

    /// <summary>What a cell costs besides reading it, in cache lines of 4-bit codes.</summary>
    private const double LinesOfHandling = 4;

    /// <summary>
    /// A part of the space needs the cells of the whole times this power of its share: near cells are rarer in a larger
    /// part.
    /// </summary>
    private const double PartPower = 2.0 / 3;

    /// <summary>
    /// Share of all products that a walk over matches needs to stay connected (measured: .2 suffices, .1 does not where
    /// the filter is unrelated to the query).
    /// </summary>
    private const double MinShareOfMatchWalk = 0.15;

    /// <summary>The pool of a walk over matches: this multiple of the unfiltered one ... (measured).</summary>
    private const double MatchPoolFactor = 2;

    /// <summary>... and this many nodes more, both divided by the root of the share that matches.</summary>
    private const double MatchPoolExtra = 60;

    /// <summary>A walk over more matches, unlike the query, needs the pool of this share (measured).</summary>
    private const double LargestShareOfPool = 0.22;

    /// <summary>Expected number of the k nearest matches that a search may miss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AllowedMisses(int k, double target) => MissedShare * k * (1 - target);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchPlan PlanFor(Planner planner, SpaceFilter filter, QueryKind kind, int k, double target)
    {
        PriceProbe.Start();
        SpaceView space = planner.Space;
        CostModel costs = WorkModel.CostsOf(space);
        (int matchPool, double byMatches) = MatchWalkOf(planner, filter, kind, k, target, costs);
        (int looked, double byCells, double ofCell) = CellsOf(planner, filter, k, target, byMatches, costs);
        (int pool, double scored, double walk) = WalkOf(planner, filter.Rows, kind, k, target, costs);
        (MatchWalkRule among, StrategyEstimate ofAmong, double byAmong) =
            MatchWalkPlanner.PlanFor(planner, filter, kind, k, target, costs);
        StrategyEstimate scan = ScanOf(space, filter, k, target, costs, out double byScan);
        bool takesCells = looked > 0 && byCells < byScan;
        double others = takesCells ? byCells : byScan;
        bool takesAmong = among.IsOffered && byAmong < others;

        // The pool of a walk over all products fits the mean of what was calibrated, the walk over matches all of it.
        bool takesWalk = !takesAmong && pool > 0 && walk < MaxShareOfOthers * others;
        bool canHandOver = takesCells && matchPool > 0;
        Strategy first = takesAmong ? Strategy.MatchGraph
            : takesWalk ? Strategy.FilteredGraph
            : takesCells ? Strategy.FilteredCells
            : scan.Strategy;
        return new SearchPlan(first)
        {
            Fallback = (takesAmong || takesWalk) && takesCells ? Strategy.FilteredCells : Strategy.None,
            Among = takesAmong ? among : default,

            // Behind a walk only groups spare a scan anything: it looks at matches that were near enough to be met.
            LastScan = takesWalk && scan.Strategy == Strategy.PrefixScan ? Strategy.Scan : scan.Strategy,
            EfSearch = takesWalk ? pool : 0,
            AllowedMisses = AllowedMisses(k, target),
            PrefixRecall = target,
            Handover = canHandOver
                ? new HandoverRule(matchPool, (int)Math.Clamp(byMatches / ofCell, 1, filter.Cells!.Passing))
                : default,
            Estimates = new PlanEstimates(
                pool == 0 ? default : new(Strategy.FilteredGraph, 0, pool, (float)scored, WorkModel.Microseconds(walk)),
                looked == 0 ? default : new(
                    Strategy.FilteredCells,
                    looked,
                    canHandOver ? matchPool : 0,
                    WorkModel.RefinedFor(looked, k),
                    WorkModel.Microseconds(byCells)),
                scan)
            {
                Matches = ofAmong,
            },
        };
    }

    /// <summary>
    /// The pool for an efSearch given by hand: wider by the inverse of the share that matches; 0 where a scan costs
    /// less. By the built-in prices, so that such a search is the same on every machine.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int PoolFor(Planner planner, RowSet filter, QueryKind kind, int k, int ef)
    {
        SpaceView space = planner.Space;
        int pool = InRange(Math.Ceiling(ef * ((double)space.Count / Math.Max(1, filter.Count))));
        CostModel costs = new(space.Count, space.Codes.Stride, space.Base.Codes.Stride, MachinePrices.BuiltIn);
        return costs.Walk(WorkModel.ScoredAt(planner.Walks, kind, k, pool)) < WholeScanOf(costs, filter) ? pool : 0;
    }

    /// <summary>
    /// The pool that finds this share of the k nearest matches of a filter unrelated to the query: they are among the
    /// nearest k / share of all products, for which the calibration knows efSearch. The looser the filter the larger
    /// the margin over it, and never so narrow that chance leaves fewer than k matches in the pool (three deviations).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int PoolFor(Planner planner, RowSet filter, QueryKind kind, int k, double target)
    {
        SpaceView space = planner.Space;
        double share = (double)filter.Count / space.Count;
        double ranks = Math.Min(space.Count, k / share);
        double ef = planner.Walks.EfFor(kind, (int)Math.Ceiling(ranks), target) * (1 + Math.Sqrt(share));
        return InRange(Math.Ceiling(Math.Max(ef, (k + (3 * Math.Sqrt(k))) / share)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int InRange(double pool) => pool > WorkModel.MaxPool ? 0 : (int)pool;

    /// <summary>
    /// The cheapest scan of the matches: whole; by their prefixes, in their order; or by their prefixes, those in the
    /// nearest groups first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StrategyEstimate ScanOf(
        SpaceView space, SpaceFilter filter, int k, double target, CostModel costs, out double nanoseconds)
    {
        int matches = filter.Rows.Count;
        if (!WorkModel.FitsPrefixScan(space, filter.Rows, target))
        {
            nanoseconds = WholeScanOf(costs, filter.Rows);
            return new(Strategy.Scan, 0, 0, matches, WorkModel.Microseconds(nanoseconds));
        }

        double ofRow = WorkModel.PrefixShare(space);
        double all = costs.Gather(matches) * ofRow;
        double part = WorkModel.FitsGroupedScan(space, filter)
            ? GroupScanEstimator.PartFor(
                space.GroupStatistics, k * (double)space.Count / matches, AllowedMisses(k, target) / k)
            : 1;
        double rows = Math.Min(matches, WorkModel.MinGroupedRows + (part * WorkModel.GroupedOvershoot * matches));
        double nearest = part < 1
            ? costs.Groups(Math.Min(space.Cells!.Groups, matches)) + (costs.Gather(rows) * ofRow)
            : double.PositiveInfinity;
        bool byGroups = nearest < all;
        nanoseconds = costs.Scan(WorkModel.RowsOfScan) + Math.Min(nearest, all);
        Strategy strategy = byGroups ? Strategy.GroupedPrefixScan : Strategy.PrefixScan;
        return new(strategy, 0, 0, (float)(byGroups ? rows : matches), WorkModel.Microseconds(nanoseconds));
    }

    /// <summary>Nanoseconds of a look at all matches, whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double WholeScanOf(CostModel costs, RowSet filter) => filter.IsContiguous
        ? costs.Scan(WorkModel.RowsOfScan + filter.Count)
        : costs.Scan(WorkModel.RowsOfScan) + costs.Gather(filter.Count);

    /// <summary>Cells that hold matches which a search will look at, about; all where nothing was measured.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LookedAt(Planner planner, SpaceFilter filter, int k, double target)
    {
        SpaceView space = planner.Space;
        int passing = filter.Cells!.Passing;
        int all = space.Cells!.Count;
        double density = Math.Min(1, (double)filter.Rows.Count / passing * all / space.Count);
        double alone = planner.Cells is null ? 0 : planner.Cells.AloneFor(k / density, target);
        double needed = alone * Math.Pow((double)passing / all, PartPower);
        return needed == 0 ? passing : (int)Math.Clamp(needed, 1, passing);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Pool, double Scored, double Cost) WalkOf(
        Planner planner, RowSet filter, QueryKind kind, int k, double target, CostModel costs)
    {
        int pool = planner.Space.HasGraph ? PoolFor(planner, filter, kind, k, target) : 0;
        if (pool == 0)
        {
            return default;
        }

        double scored = WorkModel.ScoredAt(planner.Walks, kind, k, pool);
        return (pool, scored, costs.Walk(scored));
    }

    /// <summary>
    /// Pool and cost of a walk over the matches alone; nothing where they are too few to be connected, or where there
    /// are no cells to start from.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Pool, double Cost) MatchWalkOf(
        Planner planner, SpaceFilter filter, QueryKind kind, int k, double target, CostModel costs)
    {
        SpaceView space = planner.Space;
        double share = (double)filter.Rows.Count / space.Count;
        bool hasStart = filter.Cells is CellSet set && set.Passing > HandoverRule.CellsBefore;
        if (!space.HasGraph || !hasStart || share < MinShareOfMatchWalk)
        {
            return default;
        }

        double root = Math.Sqrt(Math.Min(share, LargestShareOfPool));
        int pool = InRange(
            Math.Ceiling(((MatchPoolFactor * planner.Walks.EfFor(kind, k, target)) + MatchPoolExtra) / root));
        return pool == 0
            ? default
            : (pool, costs.Walk(Math.Sqrt(root) * WorkModel.ScoredAt(planner.Walks, kind, k, pool)));
    }

    /// <summary>
    /// Cells that will be looked at, about, what that costs, and the cost of one; nothing where there are no cells or
    /// no figures of them. Where a walk over the matches, of a cost above 0, can take over, at most what it costs after
    /// the cells that it starts from.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Cells, double Cost, double OfCell) CellsOf(
        Planner planner, SpaceFilter filter, int k, double target, double walk, CostModel costs)
    {
        if (filter.Cells is not CellSet set || set.Passing == 0 || planner.Space.Cells is not CellView view)
        {
            return default;
        }

        double matchesOfCell = (double)filter.Rows.Count / set.Passing;
        double ofCell = matchesOfCell < WorkModel.BlockMatches
            ? costs.Gather(matchesOfCell) + costs.Lines(LinesOfHandling)
            : costs.Lines(WorkModel.BlockLines(view) + LinesOfHandling);
        int looked = LookedAt(planner, filter, k, target);
        double compared = WorkModel.ComparedFor(view, set, looked);
        double cost = costs.Cells(compared, 0, 0, WorkModel.RefinedFor(looked, k)) + (looked * ofCell);
        if (walk > 0)
        {
            compared = WorkModel.ComparedFor(view, set, HandoverRule.CellsBefore);
            cost = Math.Min(cost, costs.Cells(compared, 0, 0, 0) + (HandoverRule.CellsBefore * ofCell) + walk);
        }

        return (looked, cost, ofCell);
    }
}
