using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy FilteredCells: finds the matches of a filter that are nearest to a query, looking only at cells that hold
/// some. Cells come in the order of their centroids; of each one either the 4-bit codes of the whole block are scanned
/// and masked, or, where few match, the 7-bit codes of these. How far to go is decided while going, by
/// <see cref="StoppingRule"/>: what a product adds to its centroid's dot product spreads like a normal distribution,
/// whose deviation the products seen so far tell, so that the hits expected in the rest are known. Hence it goes as far
/// for a filter unlike the query as it has to. What is left is refined by 7-bit codes and measured exactly; or, where
/// most cells would have to be looked at, a walk over the matches takes over (<see cref="MatchGraphSearch"/>).
/// </summary>
/// <remarks>
/// All passing cells are compared where they are few. Where they are many, groups of cells are taken in rounds, the
/// nearest first, each as large as all before. Integers and IEEE sums in a fixed order: the same everywhere.
/// </remarks>
internal sealed partial class FilteredCellSearch
{
    /// <summary>Cells between two looks at the budget.</summary>
    private const int CellsOfLook = 8;

    /// <summary>
    /// Cells before the first estimate of what is left; then after each half more. The third may be the last.
    /// </summary>
    private const int FirstStep = 8;

    /// <summary>Looks that must have brought few of the nearest.</summary>
    private const int StableLooks = 2;

    /// <summary>After more cells than this, 4 bits misplace more, and refining is stable a look later.</summary>
    private const int ManyCells = 1024;

    /// <summary>Products whose residuals tell the deviation.</summary>
    private const int SampleSize = 512;

    /// <summary>4-bit codes know less than the whole of a residual.</summary>
    private const float Widening = 1.15f;

    private readonly BlockCollector _collector = new();
    private readonly CentroidRanking _ranking = new();
    private readonly StoppingRule _rule = new();
    private readonly CandidateRefiner _refiner = new();
    private readonly int[] _looseRows = new int[64];
    private readonly uint[] _loosePlaces = new uint[64];
    private readonly int[] _looseCentres = new int[64];
    private readonly int[] _looseDots = new int[64];
    private int _loose;
    private int[] _cells = [];
    private int[] _dots = [];
    private int[] _matches = [];
    private int _pool;
    private int _k;
    private int _floor;
    private int _sampled;
    private double _squares;
    private HandoverWatch _handover;
    private PlacementWatch _placement;

    /// <summary>Centroids compared by the last search.</summary>
    public int Compared { get; private set; }

    /// <summary>Cells looked at by the last search, for their block or for some products.</summary>
    public int Scanned { get; private set; }

    /// <summary>Products whose 7-bit codes were looked at because their cell held few matches.</summary>
    public int Gathered { get; private set; }

    /// <summary>
    /// Whether the last search found that going on would cost more than a walk over the matches from what it found.
    /// </summary>
    public bool HandsOver => _handover.IsDue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SearchWork Run(SpaceView space, SearchContext context, in SearchPlan plan, int k, SpaceFilter filter) =>
        Run(space, context, k, filter, plan.AllowedMisses, WorkModel.NeedsRounds(filter.Cells!), plan.Handover);

    /// <summary>Searches the cells that hold matches.</summary>
    /// <param name="space">With cells.</param>
    /// <param name="context">Whose hits take the answer.</param>
    /// <param name="k">Results, at least 1.</param>
    /// <param name="filter">What matches, with cells.</param>
    /// <param name="allowedMisses">Expected number of the k nearest matches that may be missed, such as 0.5.</param>
    /// <param name="inRounds">Whether to choose groups of cells first.</param>
    /// <param name="handover">A walk over the matches that may take over.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchWork Run(
        SpaceView space,
        SearchContext context,
        int k,
        SpaceFilter filter,
        double allowedMisses,
        bool inRounds,
        in HandoverRule handover = default)
    {
        HitCollector hits = context.Hits;
        int wanted = context.Oversample(Math.Min(k, hits.Promised)) + hits.Excluded.Count;
        int pool = context.Oversample(hits.DepthFor(k)) + hits.Excluded.Count;
        int floor = context.FloorOfDots(space.Model);
        Span<ulong> near = Find(
            space, filter, context.Query, wanted, pool, allowedMisses / 2, context.Budget, inRounds, handover, floor);
        context.Budget.Spend(Scanned + Gathered);
        if (HandsOver && !context.Budget.IsCut)
        {
            long scored = MatchGraphSearch.Run(space, context, filter, near, handover.EfSearch, k);
            return WorkOf(context, scored) with { HandedOver = true };
        }

        int stableLooks = Scanned > ManyCells ? StableLooks + 1 : StableLooks;
        ReadOnlySpan<int> rows = _refiner.Best(
            space,
            context.Query,
            near,
            wanted,
            allowedMisses / 2,
            pool,
            stableLooks,
            _placement.HasWidened,
            context.Budget,
            floor);
        context.Budget.Spend(_refiner.Scored);
        foreach (int row in rows)
        {
            space.Exact.Prefetch(row);
        }

        // Rows stand for themselves here: equal ones have places of their own in the cells.
        for (int i = 0; i < rows.Length && !context.Budget.IsLateAt(i); i++)
        {
            hits.Offer(space, context.Query, rows[i], filter.Rows);
        }

        return WorkOf(context, _refiner.Scored);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SearchWork WorkOf(SearchContext context, long scored) =>
        new(Gathered + scored, Scanned) { IsComplete = context.Budget.IsCut || context.Hits.IsFilled };

    /// <summary>
    /// Matches that are probably among the nearest, in no order, as keys of <see cref="DotKey"/> by their 4-bit codes:
    /// enough that of the <paramref name="k"/> nearest about <paramref name="missed"/> are expected elsewhere, or all.
    /// </summary>
    /// <param name="space">Whose cells.</param>
    /// <param name="filter">What matches.</param>
    /// <param name="query">Prepared for the space.</param>
    /// <param name="k">Results wanted, at least 1.</param>
    /// <param name="pool">Rows to keep, at least.</param>
    /// <param name="missed">Matches among the k nearest that may be missed, such as 0.25.</param>
    /// <param name="budget">Ends the search early; the cells looked at are its spending.</param>
    /// <param name="inRounds">
    /// Whether to choose groups of cells first; <see cref="WorkModel.NeedsRounds"/> says when that pays.
    /// </param>
    /// <param name="handover">A walk over the matches that may take over.</param>
    /// <param name="floor">Dot product below which nothing is wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<ulong> Find(
        SpaceView space,
        SpaceFilter filter,
        PreparedQuery query,
        int k,
        int pool,
        double missed,
        SearchBudget budget,
        bool inRounds,
        in HandoverRule handover = default,
        int floor = int.MinValue)
    {
        CellView view = space.Cells!;
        CellSet set = filter.Cells!;
        _collector.Begin(view, query, space.Model.Dimension, SurvivorsOf(0, pool));
        _rule.Begin(k, inRounds ? missed / 2 : missed, floor);
        _floor = floor;
        _handover.Begin(handover);
        _placement.Begin(filter.Placement, query, k, missed);
        _groupsLeft.Begin(0, 0);
        _k = k;
        _pool = pool;
        _sampled = 0;
        _squares = 0;
        _loose = 0;
        Compared = 0;
        Scanned = 0;
        Gathered = 0;
        if (inRounds)
        {
            ScanRounds(space, set, query, budget);
        }
        else
        {
            int count = CompareCells(view, query, ListPassing(set), budget);
            ScanCells(space, set, query, count, budget);
        }

        _collector.Trim(SurvivorsOf(Scanned, pool));
        return _collector.Collected;
    }

    /// <summary>Rows that are kept for refining: generously, for what falls out here nobody looks at again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SurvivorsOf(int cells, int pool) => (3 * pool) + 60 + cells;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ListPassing(CellSet set)
    {
        ScratchArray.EnsureCapacity(ref _cells, set.Passing);
        ScratchArray.EnsureCapacity(ref _matches, set.Passing);
        int count = 0;
        for (int cell = set.NextPassing(0); cell >= 0; cell = set.NextPassing(cell + 1))
        {
            _matches[count] = set.MatchesIn(cell);
            _cells[count++] = cell;
        }

        return count;
    }

    /// <summary>Compares the listed cells; returns how many, which are fewer where the time is up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CompareCells(CellView view, PreparedQuery query, int count, SearchBudget budget)
    {
        const int together = 64;
        ScratchArray.EnsureCapacity(ref _dots, count);
        for (int first = 0; first < count; first += together)
        {
            if (budget.IsLimited && first > 0 && budget.IsLate())
            {
                count = first;
                break;
            }

            int next = Math.Min(count, first + (2 * together));
            view.Centroids.Prefetch(_cells.AsSpan(Math.Min(count, first + together)..next));
            int size = Math.Min(together, count - first);
            view.Centroids.Dot(_cells.AsSpan(first, size), query.Codes, _dots.AsSpan(first, size));
        }

        Compared += count;
        return count;
    }

    /// <summary>
    /// Scans the cells of the list from near to far until few hits are expected in the rest; false where it needed all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ScanCells(SpaceView space, CellSet set, PreparedQuery query, int count, SearchBudget budget)
    {
        const int ahead = 3;
        CellView view = space.Cells!;
        CentroidRanking ranking = _ranking;
        ranking.Sort(_cells.AsSpan(0, count), _dots.AsSpan(0, count), _matches.AsSpan(0, count));
        int done = 0;
        int step = Math.Max(FirstStep, Scanned / 2);
        for (int bucket = 0; bucket < CentroidRanking.Count; bucket++)
        {
            int end = ranking.StartOf(bucket + 1);
            for (int i = ranking.StartOf(bucket); i < end; i++)
            {
                if (i + ahead < count && ranking.MatchesAt(i + ahead) >= WorkModel.BlockMatches)
                {
                    view.Blocks.Prefetch(ranking.NumberAt(i + ahead));
                }

                ScanCell(space, set, query, ranking.NumberAt(i), ranking.DotAt(i), ranking.MatchesAt(i));
                done++;
                if (budget.IsLimited && done % CellsOfLook == 0 && budget.IsSpent(Scanned + Gathered))
                {
                    FlushLoose(space, query);
                    return false;
                }
            }

            if (done >= step && bucket + 1 < CentroidRanking.Count)
            {
                step = done + (done / 2);
                FlushLoose(space, query);
                if (_collector.Count >= _k && IsEnough(set, bucket + 1))
                {
                    return true;
                }
            }
        }

        FlushLoose(space, query);
        return false;
    }

    /// <summary>
    /// Whether few hits are expected in the buckets from one on, and few came lately; or a walk is to follow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsEnough(CellSet set, int from)
    {
        bool isStable = _rule.IsStable(_collector.Nearest(_k), StableLooks);
        float perDeviation = PerDeviation(Variance());
        double expected = _ranking.Expected(from, _rule.Kth, perDeviation);
        if (isStable && _rule.MayMiss(expected)
            && _placement.MayLeaveCells(_rule.Mean, _ranking.EdgeOf(from), perDeviation))
        {
            return true;
        }

        if (_handover.IsWatching(Scanned))
        {
            // Where little is expected and yet much comes, exceptions are found in far cells, which no walk reaches.
            _handover.Look(expected + ExpectedOfGroups(_rule.Kth), _rule.AllowedMisses, Scanned, set.Passing - Scanned);
        }

        return HandsOver;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanCell(SpaceView space, CellSet set, PreparedQuery query, int cell, int centre, int matches)
    {
        CellView view = space.Cells!;
        uint matching = matches == Cell.Size ? uint.MaxValue : set.MaskOf(cell) & view.PlacesOf(cell);
        Scanned++;
        if (matches < WorkModel.BlockMatches)
        {
            for (; matching != 0; matching &= matching - 1)
            {
                AddLoose(
                    space, query, ((uint)cell * Cell.Size) + (uint)BitOperations.TrailingZeroCount(matching), centre);
            }

            return;
        }

        _collector.AddBlock(view, cell, centre, matching);
        if (_sampled < SampleSize)
        {
            for (; matching != 0; matching &= matching - 1)
            {
                double residual = _collector.ResidualAt(BitOperations.TrailingZeroCount(matching));
                _squares += residual * residual;
                _sampled++;
            }
        }

        TrimIfOverfull();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLoose(SpaceView space, PreparedQuery query, uint place, int centre)
    {
        int row = space.Cells!.RowAt(place);
        if ((uint)row >= (uint)space.Count)
        {
            return;
        }

        space.Codes.Prefetch(row);
        _looseRows[_loose] = row;
        _loosePlaces[_loose] = place;
        _looseCentres[_loose++] = centre;
        if (_loose == _looseRows.Length)
        {
            FlushLoose(space, query);
        }
    }

    /// <summary>Scores the products that wait, which are on their way into the cache, by their 7-bit codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FlushLoose(SpaceView space, PreparedQuery query)
    {
        Span<int> dots = _looseDots.AsSpan(0, _loose);
        space.Codes.Dot(_looseRows.AsSpan(0, _loose), query.Codes, dots);
        _collector.Add(dots, _loosePlaces);
        for (int i = 0; i < dots.Length && _sampled < SampleSize; i++)
        {
            double residual = dots[i] - _looseCentres[i];
            _squares += residual * residual;
            _sampled++;
        }

        Gathered += dots.Length;
        _loose = 0;
        TrimIfOverfull();
    }

    /// <summary>Keeps the nearest: the more of them the more cells were scanned, for 4 bits misplace many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TrimIfOverfull()
    {
        if (_collector.IsOverfull)
        {
            _collector.Trim(SurvivorsOf(Scanned, _pool));
        }
    }
}
