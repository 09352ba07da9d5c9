using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Finds matches of a filter that are probably near to a query, looking only at cells that hold some. Cells come in the order of
/// their centroids; of each one either the 4-bit codes of the whole block are scanned and masked, or, where few match, the
/// 7-bit codes of these. How far to go is decided while going, by the query itself: what a product adds to its centroid's
/// dot product spreads like a normal distribution, whose deviation the products seen so far tell; so many matches of the
/// cells not looked at may lie above the k-th best. The probe ends when those expected are few enough, and when the cells looked
/// at last brought hardly any: under a filter unlike the query the nearest matches can be exceptions in far cells (loanwords
/// of another language), which no deviation foretells. Hence it goes as far for such a filter
/// as it has to, and needs no calibration (the idea of stopping by an estimate of the hits left: Li et al.,
/// Improving Approximate Nearest Neighbor Search through Learned Adaptive Early Termination, 2020; theirs learns it).
/// </summary>
/// <remarks>
/// All passing cells are compared where they are few. Where they are many, groups of cells are taken in rounds, the nearest
/// first, each as large as all before. Integers and IEEE sums in a fixed order: the same everywhere.
/// </remarks>
internal sealed class FilteredCellSearch
{
    /// <summary>Up to so many passing cells are compared at once, and in the first round of more.</summary>
    private const int CellsOfRound = 1024;

    /// <summary>Matches of a cell from which on a look at its whole block costs less than one at each of them.</summary>
    public const int BlockMatches = 4;

    /// <summary>Cells between two looks at the budget.</summary>
    private const int CellsOfLook = 8;

    /// <summary>Cells before the first estimate of what is left; then after each half more. The third may be the last.</summary>
    private const int FirstStep = 8;

    /// <summary>Of the k nearest so many times the hits that may be missed may come from the cells since the last estimate but one.</summary>
    public const int FreshHits = 4;

    /// <summary>Products whose residuals tell the deviation.</summary>
    private const int SampleSize = 512;

    /// <summary>4-bit codes know less than the whole of a residual.</summary>
    private const float Widening = 1.15f;

    private readonly CellQuery _query = new();
    private readonly ushort[] _sums = new ushort[Cell.Size];
    private readonly CellRanking _buckets = new();
    private readonly MatchingGroups _passing = new();
    private readonly ExpectedHits _groupsLeft = new();
    private readonly TopKStability _history = new();
    private readonly int[] _looseRows = new int[64];
    private readonly uint[] _loosePlaces = new uint[64];
    private readonly int[] _looseCentres = new int[64];
    private readonly int[] _looseDots = new int[64];
    private int _loose;
    private int[] _cells = [];
    private int[] _dots = [];
    private int[] _matches = [];
    private int[] _groupDots = [];
    private ulong[] _groups = [];
    private ulong[] _near = [];

    private int _count;
    private int _ranked;
    private int _most;
    private int _pool;
    private int _k;
    private int _least;
    private int _sampled;
    private double _squares;
    private GraphTakeover _takeover;
    private double _spreadOfCells;

    /// <summary>Centroids compared by the last <see cref="Find"/>.</summary>
    public int Compared { get; private set; }

    /// <summary>Cells looked at by the last <see cref="Find"/>, for their block or for some products.</summary>
    public int Scanned { get; private set; }

    /// <summary>Products whose 7-bit codes were looked at because their cell held few matches.</summary>
    public int Gathered { get; private set; }

    /// <summary>Whether the last <see cref="Find"/> gave up: by the rate at which its steps brought fewer, going on would cost more than a walk over the matches from what it found.</summary>
    public bool LeavesToWalk => _takeover.IsDue;

    /// <summary>Rows that are kept for <see cref="CandidateRefiner"/>: generously, for what falls out here nobody looks at again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SurvivorsOf(int cells, int pool) => (3 * pool) + 60 + cells;

    /// <summary>Whether so many cells pass that groups of them are taken in rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NeedsRounds(CellSet set) => set.Passing > 2 * CellsOfRound;

    /// <summary>Centroids that a probe compares until it has looked at so many cells, about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ComparedFor(CellView view, CellSet set, double looked) =>
        !NeedsRounds(set) ? set.Passing : (view.Groups * (double)set.Passing / view.Count) + Math.Clamp(2 * looked, CellsOfRound, set.Passing);

    /// <summary>
    /// Matches that are probably among the nearest, in no order, as keys of <see cref="DotKey"/> by
    /// their 4-bit codes: enough that of the <paramref name="k"/> nearest
    /// matches about <paramref name="missed"/> are expected elsewhere, or all.
    /// </summary>
    /// <param name="space">Whose cells.</param>
    /// <param name="filter">What matches.</param>
    /// <param name="query">Prepared for the space.</param>
    /// <param name="k">Results wanted, at least 1.</param>
    /// <param name="pool">Rows to keep, at least.</param>
    /// <param name="missed">Matches among the k nearest that may be missed, such as 0.25.</param>
    /// <param name="budget">Ends the probe early; the cells looked at are its spending.</param>
    /// <param name="inRounds">Whether to choose groups of cells first; <see cref="NeedsRounds"/> says when that pays.</param>
    /// <param name="offer">A walk over the matches that may take over.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<ulong> Find(SpaceView space, SpaceFilter filter, PreparedQuery query, int k, int pool, double missed, SearchBudget budget, bool inRounds, GraphOffer offer = default)
    {
        CellView view = space.Cells!;
        CellSet set = filter.Cells!;
        Begin(space, query, k, pool);
        _takeover.Begin(offer);
        if (!inRounds)
        {
            int count = ListPassing(set);
            CompareCells(view, query, count);
            ScanCells(space, set, query, count, missed, budget);
        }
        else
        {
            ScanRounds(space, set, query, missed, budget);
        }

        Trim();
        return _near.AsSpan(0, _count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin(SpaceView space, PreparedQuery query, int k, int pool)
    {
        _query.Prepare(query.Codes, space.Cells!.Codebook, space.Model.Dimension);
        _k = k;
        _pool = pool;
        _most = SurvivorsOf(0, pool);
        _count = 0;
        _ranked = 0;
        _least = int.MinValue;
        _sampled = 0;
        _squares = 0;
        _loose = 0;
        _history.Begin(k);
        _groupsLeft.Begin(0, 0);
        Compared = 0;
        Scanned = 0;
        Gathered = 0;
    }

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

    /// <summary>Takes groups, the nearest first, in rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanRounds(SpaceView space, CellSet set, PreparedQuery query, double missed, SearchBudget budget)
    {
        CellView view = space.Cells!;
        int groups = CompareGroups(view, set, query);
        int cellsOfGroup = Math.Max(1, set.Passing / Math.Max(1, groups));
        int taken = 0;
        double squares = 0;
        int compared = 0;
        while (taken < groups && !budget.IsCut)
        {
            int take = Math.Min(groups - taken, Math.Max(taken, CellsOfRound / cellsOfGroup));
            Span<ulong> rest = _groups.AsSpan(taken, groups - taken);
            Selection.Partition(rest, take);
            int count = ListCells(view, set, rest[..take]);
            CompareCells(view, query, count);
            for (int i = 0; i < Math.Min(count, SampleSize); i++)
            {
                double difference = _dots[i] - _groupDots[i];
                squares += difference * difference;
                compared++;
            }

            taken += take;
            _spreadOfCells = squares / Math.Max(1, compared);
            TakeGroupsLeft(set, _groups.AsSpan(taken, groups - taken));
            bool settled = ScanCells(space, set, query, count, missed / 2, budget);
            if (taken == groups || LeavesToWalk || (settled && ExpectedOfGroups(KthBest()) <= missed / 2))
            {
                break;
            }
        }
    }

    /// <summary>Keys of the groups that hold matches; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CompareGroups(CellView view, CellSet set, PreparedQuery query)
    {
        _passing.Compare(view, set, query);
        ReadOnlySpan<int> dots = _passing.Dots;
        ReadOnlySpan<int> numbers = _passing.Groups;
        int groups = numbers.Length;
        ScratchArray.EnsureCapacity(ref _groups, groups);
        for (int i = 0; i < groups; i++)
        {
            _groups[i] = DotKey.Of(dots[i], (uint)numbers[i]);
        }

        Compared += groups;
        return groups;
    }

    /// <summary>Lists the passing cells of some groups; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ListCells(CellView view, CellSet set, ReadOnlySpan<ulong> groups)
    {
        int most = groups.Length * CellGroups.MaxCells;
        ScratchArray.EnsureCapacity(ref _cells, most);
        ScratchArray.EnsureCapacity(ref _groupDots, most);
        ScratchArray.EnsureCapacity(ref _matches, most);
        int count = 0;
        foreach (ulong group in groups)
        {
            (int first, int size) = view.CellsOf((int)(uint)group);
            for (uint passing = set.PassingOf(first, size); passing != 0; passing &= passing - 1)
            {
                int cell = first + BitOperations.TrailingZeroCount(passing);
                _groupDots[count] = DotKey.Dot(group);
                _matches[count] = set.MatchesIn(cell);
                _cells[count++] = cell;
            }
        }

        return count;
    }

    /// <summary>Notes the groups that no round took yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeGroupsLeft(CellSet set, ReadOnlySpan<ulong> groups)
    {
        ulong nearest = ulong.MaxValue;
        ulong farthest = 0;
        foreach (ulong group in groups)
        {
            nearest = Math.Min(nearest, group);
            farthest = Math.Max(farthest, group);
        }

        if (groups.IsEmpty)
        {
            _groupsLeft.Begin(0, 0);
            return;
        }

        _groupsLeft.Begin(DotKey.Dot(farthest), DotKey.Dot(nearest));
        foreach (ulong group in groups)
        {
            _groupsLeft.Add(DotKey.Dot(group), set.MatchesOf((int)(uint)group));
        }
    }

    /// <summary>Matches above the k-th best that are to be expected in the groups not taken yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double ExpectedOfGroups(int kth) => _groupsLeft.Expected(0, kth, PerDeviation(_spreadOfCells + Variance()));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CompareCells(CellView view, PreparedQuery query, int count)
    {
        const int together = 64;
        ScratchArray.EnsureCapacity(ref _dots, count);
        for (int first = 0; first < count; first += together)
        {
            int next = Math.Min(count, first + (2 * together));
            view.Centroids.Prefetch(_cells.AsSpan(Math.Min(count, first + together)..next));
            int size = Math.Min(together, count - first);
            view.Centroids.Dot(_cells.AsSpan(first, size), query.Codes, _dots.AsSpan(first, size));
        }

        Compared += count;
    }

    /// <summary>Scans the cells of the list from near to far until few hits are expected in the rest; false where it needed all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ScanCells(SpaceView space, CellSet set, PreparedQuery query, int count, double missed, SearchBudget budget)
    {
        const int ahead = 3;
        CellView view = space.Cells!;
        CellRanking buckets = _buckets;
        buckets.Sort(_cells.AsSpan(0, count), _dots.AsSpan(0, count), _matches.AsSpan(0, count));
        int done = 0;
        int step = Math.Max(FirstStep, Scanned / 2);
        for (int bucket = 0; bucket < CellRanking.Count; bucket++)
        {
            int end = buckets.StartOf(bucket + 1);
            for (int i = buckets.StartOf(bucket); i < end; i++)
            {
                if (i + ahead < count && buckets.MatchesAt(i + ahead) >= BlockMatches)
                {
                    view.Blocks.Prefetch(buckets.CellAt(i + ahead));
                }

                ScanCell(space, set, query, buckets.CellAt(i), buckets.DotAt(i), buckets.MatchesAt(i));
                done++;
                if (budget.IsLimited && done % CellsOfLook == 0 && budget.IsSpent(Scanned + Gathered))
                {
                    FlushLoose(space, query);
                    return false;
                }
            }

            if (done >= step && bucket + 1 < CellRanking.Count)
            {
                step = done + (done / 2);
                FlushLoose(space, query);
                if (_count >= _k && IsEnough(set, bucket + 1, missed))
                {
                    return true;
                }
            }
        }

        FlushLoose(space, query);
        return false;
    }

    /// <summary>Whether few hits are expected in the buckets from one on, and few came lately; or a walk is to follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsEnough(CellSet set, int from, double missed)
    {
        int fresh = _history.Add(Nearest(), looksBefore: 2, out int kth);
        double expected = _buckets.Expected(from, kth, PerDeviation(Variance()));
        if (fresh <= FreshHits * missed && expected <= missed)
        {
            return true;
        }

        if (_takeover.IsWatching(Scanned))
        {
            // Where little is expected and yet much comes, exceptions are found in far cells, which no walk reaches.
            _takeover.Look(expected + ExpectedOfGroups(kth), missed, Scanned, set.Passing - Scanned);
        }

        return LeavesToWalk;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Variance() => _sampled == 0 ? double.PositiveInfinity : Widening * Widening * _squares / _sampled;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PerDeviation(double variance) => variance > 0 ? 1 / (float)Math.Sqrt(variance) : 0;

    /// <summary>The k nearest so far, in no order: they stand in front since the last call, and only what came after it is compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<ulong> Nearest()
    {
        Span<ulong> near = _near.AsSpan(0, _count);
        int end = _count;
        if (_ranked >= _k)
        {
            ulong kth = 0;
            foreach (ulong key in near[.._k])
            {
                kth = Math.Max(kth, key);
            }

            end = _k;
            for (int i = _ranked; i < near.Length; i++)
            {
                if (near[i] < kth)
                {
                    (near[i], near[end]) = (near[end], near[i]);
                    end++;
                }
            }
        }

        Selection.Partition(near[..end], _k);
        _ranked = _count;
        return near[.._k];
    }

    /// <summary>The k-th best so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int KthBest()
    {
        int kth = int.MaxValue;
        foreach (ulong key in Nearest())
        {
            kth = Math.Min(kth, DotKey.Dot(key));
        }

        return kth;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanCell(SpaceView space, CellSet set, PreparedQuery query, int cell, int centre, int matches)
    {
        CellView view = space.Cells!;
        uint matching = matches == Cell.Size ? uint.MaxValue : set.MaskOf(cell) & view.PlacesOf(cell);
        Scanned++;
        if (matches < BlockMatches)
        {
            for (; matching != 0; matching &= matching - 1)
            {
                AddLoose(space, query, ((uint)cell * Cell.Size) + (uint)BitOperations.TrailingZeroCount(matching), centre);
            }

            return;
        }

        ScratchArray.EnsureCapacity(ref _near, _count + Cell.Size, kept: _count);
        int zero = centre + _query.Offset;
        int scale = _query.Scale;
        int needed = _least == int.MinValue ? -1 : (int)Math.Clamp((((long)_least - zero) + scale - 1) / scale, -1, ushort.MaxValue + 1);
        Span<ushort> sums = _sums;
        uint mask = view.Blocks.Scan(cell, _query, needed, sums) & matching;
        for (; mask != 0; mask &= mask - 1)
        {
            int position = BitOperations.TrailingZeroCount(mask);
            _near[_count++] = DotKey.Of(zero + (scale * sums[position]), ((uint)cell * Cell.Size) + (uint)position);
        }

        if (_sampled < SampleSize)
        {
            for (; matching != 0; matching &= matching - 1)
            {
                double residual = _query.Offset + (scale * (double)sums[BitOperations.TrailingZeroCount(matching)]);
                _squares += residual * residual;
                _sampled++;
            }
        }

        if (_count >= 2 * _most)
        {
            Trim();
        }
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
        ScratchArray.EnsureCapacity(ref _near, _count + _loose, kept: _count);
        for (int i = 0; i < dots.Length; i++)
        {
            if (dots[i] >= _least)
            {
                _near[_count++] = DotKey.Of(dots[i], _loosePlaces[i]);
            }
        }

        for (int i = 0; i < dots.Length && _sampled < SampleSize; i++)
        {
            double residual = dots[i] - _looseCentres[i];
            _squares += residual * residual;
            _sampled++;
        }

        Gathered += dots.Length;
        _loose = 0;
        if (_count >= 2 * _most)
        {
            Trim();
        }
    }

    /// <summary>Keeps the nearest: the more of them the more cells were scanned, for 4 bits misplace many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Trim()
    {
        _most = SurvivorsOf(Scanned, _pool);
        KeepNearest(_most);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void KeepNearest(int most)
    {
        if (_count <= most)
        {
            return;
        }

        Selection.Partition(_near.AsSpan(0, _count), most);
        _count = most;
        _ranked = 0;
        _least = int.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            _least = Math.Min(_least, DotKey.Dot(_near[i]));
        }
    }
}
