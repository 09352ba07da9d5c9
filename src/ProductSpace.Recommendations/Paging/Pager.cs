using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;

namespace ProductSpace.Recommendations.Paging;

/// <summary>
/// Answers one question page by page. What was measured exactly and not shown waits in a heap; before a page is taken from
/// it, one of three ways sees to it that it holds the next ones:
/// <list type="bullet">
/// <item>the walk (no filter, a graph): goes on with a wider pool, see <see cref="PageWalk"/>;</item>
/// <item>rounds (a filter whose road is no scan, or no graph): the engine's search for four times as many as the last time,
/// of which those that are known fall away;</item>
/// <item>the scan: the exact order, see <see cref="OrderedScan"/>; also what the others end in where they find no more, or
/// where going on would cost more.</item>
/// </list>
/// Invariant: a product is measured at most once (<see cref="_taken"/>), hence shown at most once. Borrowed from a pool,
/// for one thread at a time.
/// </summary>
internal sealed class Pager
{
    /// <summary>A pool larger than that costs more to keep sorted than a scan.</summary>
    private const int LargestPool = 8192;

    private const int MeasuredAtOnce = 16;

    /// <summary>A search for four times as many costs far less than four times as much, so that fewer rounds win.</summary>
    private const long RoundGrowth = 4;

    private readonly SearchScratch _scratch = new();
    private readonly PageWalk _walk = new();
    private readonly OrderedScan _scan = new();
    private readonly ReadyHeap _ready = new();
    private readonly VisitedSet _taken = new();
    private readonly ShownProducts _shown = new();
    private readonly int[] _nodes = new int[MeasuredAtOnce];

    /// <summary>The page until it is sure that it will be given.</summary>
    private double[] _similarities = [];
    private int[] _ordinals = [];

    /// <summary>Hits of a round; its exact similarities are read from the scratch.</summary>
    private Neighbor[] _round = [];

    private ProductIndex? _index;
    private SpaceView? _space;
    private SpaceFilter? _filter;
    private SearchOptions _options;

    /// <summary>The token of the options, for pages that bring none.</summary>
    private CancellationToken _cancellation;
    private QueryKind _kind;
    private int _seeds;
    private int _unknown;
    private int _matches;

    private Way _way;
    private bool _walked;
    private int _ef;

    /// <summary>Results of the last round.</summary>
    private int _asked;
    private Road _roundRoad;

    /// <summary>Products that left the heap, folded ones included: the rank that the next page begins at.</summary>
    private int _passed;

    private long _scored;
    private int _cellsScanned;
    private long _deadline;

    private enum Way
    {
        Unknown,
        Walk,
        Rounds,
        Scan,
    }

    /// <summary>Takes a vector's question.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(ProductIndex index, ReadOnlySpan<float> vector, in SearchOptions options, float foldAt)
    {
        SpaceView space = Check(index, options, foldAt);
        index.CheckVector(vector);
        index.Enter();
        try
        {
            ProductIndex.PrepareVector(space, vector, options, _scratch);
            Take(index, space, options, foldAt, seeds: 0, unknown: 0);
        }
        finally
        {
            index.Exit();
        }
    }

    /// <summary>Takes a session's question.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(ProductIndex index, ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, in SearchOptions options, float foldAt)
    {
        SpaceView space = Check(index, options, foldAt);
        int given = ProductIndex.CheckViews(ordinals, ids, options);
        index.Enter();
        try
        {
            (int known, int seeds) = index.PrepareViews(space, ordinals, ids, options, _scratch);
            Take(index, space, options, foldAt, seeds, given - known);
            if (known == 0)
            {
                _matches = 0;
            }
        }
        finally
        {
            index.Exit();
        }
    }

    /// <summary>Writes the next page.</summary>
    /// <exception cref="OperationCanceledException">cancelled; nothing is written, and the page is still the next one.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult Next(Span<Neighbor> page, CancellationToken cancellation)
    {
        ProductIndex index = _index!;
        _options.Cancellation = cancellation.CanBeCanceled ? cancellation : _cancellation;
        _options.Cancellation.ThrowIfCancellationRequested();
        index.Enter();
        try
        {
            if (page.IsEmpty || _matches == 0)
            {
                return new SearchResult { UnknownIds = _unknown };
            }

            return Fill(page);
        }
        finally
        {
            _scratch.Budget.Begin(default);
            index.Exit();
        }
    }

    /// <summary>Lets go of what belongs to the caller and to the index.</summary>
    public void End()
    {
        _scratch.End();
        _options = default;
        _cancellation = default;
        _index = null;
        _space = null;
        _filter = null;
    }

    private static SpaceView Check(ProductIndex index, in SearchOptions options, float foldAt)
    {
        ArgumentNullException.ThrowIfNull(index);
        SpaceView space = index.CheckOptions(options);
        if (options.DiversityLambda != 1 || options.MostPerGroup.Count != 0)
        {
            throw new ArgumentException("DiversityLambda and MostPerGroup choose among the candidates of one search and cannot be continued page by page, nor folded; leave them out, or use Search", nameof(options));
        }

        if (!(foldAt is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(foldAt), foldAt, "foldAt must be above 0 and at most 1 (only products that the index holds as equal), or 0 to fold nothing");
        }

        return space;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(ProductIndex index, SpaceView space, in SearchOptions options, float foldAt, int seeds, int unknown)
    {
        _index = index;
        _space = space;
        _options = options;
        _cancellation = options.Cancellation;
        _filter = options.Filter?.In(options.Space);
        _kind = ProductIndex.KindOf(seeds);
        _seeds = seeds;
        _unknown = unknown;
        _matches = _filter?.Rows.Count ?? space.Count;
        _way = Way.Unknown;
        _walked = false;
        _ef = 0;
        _asked = 0;
        _roundRoad = Road.None;
        _passed = 0;
        _ready.Clear();
        _shown.Begin(foldAt, space.Model.Dimension);
        _taken.Reset(space.Count);
        foreach (int ordinal in _scratch.Excluded.Ordinals)
        {
            _taken.Add(ordinal);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult Fill(Span<Neighbor> page)
    {
        Ensure(ref _ordinals, page.Length);
        Ensure(ref _similarities, page.Length);
        SearchLimits limits = ProductIndex.LimitsOf(_options);
        _scratch.Budget.Begin(limits);
        _deadline = limits.Deadline;
        _scored = 0;
        _cellsScanned = 0;
        int shown = _shown.Count;
        int count = 0;
        try
        {
            bool more = true;
            while (more && count < page.Length)
            {
                Find(page.Length - count);
                _scratch.Budget.ThrowIfCancelled();
                int before = _passed;
                count = Show(count, page.Length);
                more = _passed > before && !_scratch.Budget.IsCut;
            }
        }
        catch
        {
            PutBack(count, shown);
            throw;
        }

        for (int i = 0; i < count; i++)
        {
            page[i] = new Neighbor(_ordinals[i], (float)_similarities[i]);
        }

        return new SearchResult
        {
            Count = count,
            Road = _way == Way.Walk ? Road.Walk : _way == Way.Rounds ? _roundRoad : _walked ? Road.WalkThenScan : Road.Scan,
            Scored = _scored,
            CellsScanned = _cellsScanned,
            EfSearch = _ef,
            UnknownIds = _unknown,
            Truncated = _scratch.Budget.IsCut,
        };
    }

    /// <summary>Takes up to as many from the heap as were looked for; folded ones count as looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Show(int count, int wanted)
    {
        for (int left = wanted - count; left > 0; left--)
        {
            if (_way == Way.Scan)
            {
                _scan.Settle(_space!, _scratch.Query, _ready, _taken);
            }

            if (_ready.Count == 0)
            {
                break;
            }

            (double similarity, int ordinal) = _ready.Pop();
            _passed++;
            if (_shown.TryAdd(_space!, ordinal))
            {
                _similarities[count] = similarity;
                _ordinals[count++] = ordinal;
            }
        }

        return count;
    }

    /// <summary>Undoes a page that is not given.</summary>
    private void PutBack(int count, int shown)
    {
        for (int i = 0; i < count; i++)
        {
            _ready.Push(_similarities[i], _ordinals[i]);
        }

        _passed -= count;
        _shown.ShortenTo(shown);
    }

    /// <summary>Sees to it that the heap holds the next ones, so many where there are, or what the budget allows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Find(int needed)
    {
        int total = (int)Math.Min(_matches, (long)_passed + needed);
        if (_way == Way.Unknown)
        {
            Course course = _index!.CourseOf(_space!, _options, _filter, _kind, total, _scratch.Excluded.Count);
            Begin(course.IsScan ? Way.Scan : _filter is null && _space!.HasGraph ? Way.Walk : Way.Rounds);
        }

        if ((_way == Way.Walk && !Walk(total, needed)) || (_way == Way.Rounds && !SearchAnew(total)))
        {
            Begin(Way.Scan);
        }

        if (_way == Way.Scan)
        {
            _scored += _scan.Collect(_space!, _scratch, _filter?.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin(Way way)
    {
        _way = way;
        if (way == Way.Scan)
        {
            _scan.Begin(_space!, _scratch.Query);
        }
    }

    /// <summary>Goes on walking for the first so many ranks; false where a scan has to give the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Walk(int total, int needed)
    {
        int ef = Math.Max(_ef, EfFor(total));
        if (!IsWorth(total, ef))
        {
            return false;
        }

        long before = _walked ? _scratch.Walk.Scored : 0;
        if (!_walked)
        {
            _walk.Begin(_space!, _scratch, _scratch.Viewed.AsSpan(0, _seeds), ef);
            _scratch.Budget.Spend(_scratch.Walk.Scored);
            _walked = true;
        }

        _ef = ef;
        _walk.Advance(_space!, _scratch, ef);
        _scored += _scratch.Walk.Scored - before;
        Measure(Searcher.RerankDepth(total) + _scratch.Excluded.Count, atLeast: int.MaxValue);
        Measure(_walk.Pool.Count, needed);
        return _ready.Count >= needed || _scratch.Budget.IsCut;
    }

    /// <summary>efSearch given by hand grows by a result for each one passed; else the calibration knows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int EfFor(int total)
    {
        int ef = _options.EfSearch > 0
            ? _options.EfSearch + _passed
            : _index!.CalibrationOf(_options.Space).EfFor(_kind, total, _options.TargetRecall);
        return Math.Max(ef, total + _scratch.Excluded.Count);
    }

    /// <summary>Whether going on with the walk costs less than a scan; the first page was planned so, and efSearch given by hand asks for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsWorth(int total, int ef)
    {
        if (ef - _options.EfSearch > LargestPool)
        {
            return false;
        }

        if (!_walked || _options.EfSearch > 0)
        {
            return true;
        }

        CostModel costs = Planner.CostsOf(_space!);
        double more = Planner.ScoredAt(_index!.CalibrationOf(_options.Space), _kind, total, ef) - _scratch.Walk.Scored;
        return costs.Gather(Math.Max(0, more)) < costs.Scan(Planner.RowsOfScan + _space!.Count);
    }

    /// <summary>Measures the nodes of the pool down to a depth, or until so many products are ready.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int depth, int atLeast)
    {
        while (_ready.Count < atLeast)
        {
            int count = _walk.Pool.TakeUnmeasured(depth, _nodes);
            if (count == 0)
            {
                return;
            }

            foreach (int node in _nodes.AsSpan(0, count))
            {
                _space!.Exact.Prefetch(node);
            }

            foreach (int node in _nodes.AsSpan(0, count))
            {
                MeasureNode(node);
            }
        }
    }

    /// <summary>The product of a node and those that equal it; only the nearest of these where equal ones are folded anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureNode(int node)
    {
        SpaceView space = _space!;
        double best = double.NegativeInfinity;
        int bestOrdinal = -1;
        Offer(node, ref best, ref bestOrdinal);
        if (!space.EqualRows.IsEmpty)
        {
            long pairs = space.EqualRows.Length / 2;
            for (long pair = EqualRows.IndexOf(space.EqualRows, node); pair < pairs && space.EqualRows[2 * pair] == node; pair++)
            {
                Offer(space.EqualRows[(2 * pair) + 1], ref best, ref bestOrdinal);
            }
        }

        if (bestOrdinal >= 0)
        {
            _ready.Push(best, bestOrdinal);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int row, ref double best, ref int bestOrdinal)
    {
        SpaceView space = _space!;
        if ((uint)row >= (uint)space.Count || !space.TryGetOrdinal(row, out int ordinal) || !_taken.Add(ordinal))
        {
            return;
        }

        double similarity = space.Exact.Similarity(row, _scratch.Query.High, _scratch.Query.Low);
        if (!_shown.IsOn)
        {
            _ready.Push(similarity, ordinal);
        }
        else if (bestOrdinal < 0 || similarity > best || (similarity == best && ordinal < bestOrdinal))
        {
            best = similarity;
            bestOrdinal = ordinal;
        }
    }

    /// <summary>Lets the engine search for the first so many ranks, or for a multiple of those of the last time; false where it would scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool SearchAnew(int total)
    {
        if (total <= _asked || _asked == _matches)
        {
            return true;
        }

        int k = (int)Math.Min(_matches, Math.Max(total, RoundGrowth * _asked));
        SearchOptions options = _options;
        if (!TryLimit(ref options))
        {
            return true;
        }

        if (_index!.CourseOf(_space!, options, _filter, _kind, k, _scratch.Excluded.Count).IsScan)
        {
            return false;
        }

        Ensure(ref _round, k);
        SearchResult result = _index.Answer(_space!, _scratch, _round.AsSpan(0, k), options, _kind, _scratch.Viewed.AsSpan(0, _seeds), exact: false);
        _scored += result.Scored;
        _cellsScanned += result.CellsScanned;
        _roundRoad = result.Road;
        _ef = result.EfSearch;
        TopList top = _scratch.Top;
        for (int place = 0; place < top.Count; place++)
        {
            if (_taken.Add(top.Ordinal(place)))
            {
                _ready.Push(top.Similarity(place), top.Ordinal(place));
            }
        }

        _asked = result.Truncated ? _asked : k;
        return true;
    }

    /// <summary>What the page may still spend, for another search of it; false where nothing is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryLimit(ref SearchOptions options)
    {
        if (_scratch.Budget.IsLimited && _scratch.Budget.IsSpent(0))
        {
            return false;
        }

        if (_options.MostScored > 0)
        {
            options.MostScored = Math.Max(1, _options.MostScored - _scored - _cellsScanned);
        }

        if (_deadline != 0)
        {
            options.TimeLimit = TimeSpan.FromTicks(Math.Max(1, (long)Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline).Ticks));
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ensure<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
        }
    }
}
