using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

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
/// Products of a delta wait in a heap of their own, all measured at the start: they take part in every page, whatever the way.
/// Invariant: a product comes into a heap once at most (<see cref="_taken"/>), hence is shown once at most. Borrowed from a
/// pool, for one thread at a time.
/// </summary>
internal sealed partial class Pager
{
    private const int MeasuredAtOnce = 16;

    private readonly SearchContext _scratch = new();
    private readonly PageWalk _walk = new();
    private readonly OrderedScan _scan = new();
    private readonly ReadyHeap _ready = new();
    private readonly ReadyHeap _added = new();
    private readonly VisitedSet _taken = new();
    private readonly ShownProducts _shown = new();
    private readonly int[] _nodes = new int[MeasuredAtOnce];

    /// <summary>The page until it is sure that it will be given.</summary>
    private double[] _similarities = [];
    private int[] _ordinals = [];
    private bool[] _fromAdded = [];

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

    /// <summary>Of the matches, those that the base may hold.</summary>
    private int _inBase;

    private Way _way;
    private bool _walked;
    private int _ef;

    /// <summary>Results of the last round.</summary>
    private int _asked;
    private SearchStrategy _roundRoad;

    /// <summary>Products of the base that left the heap, folded ones included: the rank among them that the next page begins at.</summary>
    private int _passed;

    /// <summary>Products of the delta that left theirs.</summary>
    private int _passedAdded;

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
            _scratch.See(index.DeltaIn(options.Space), options.Filter?.In(options.Space));
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
            _scratch.See(index.DeltaIn(options.Space), options.Filter?.In(options.Space));
            (int known, int seeds) = index.PrepareViews(space, ordinals, ids, options, _scratch);
            Take(index, space, options, foldAt, seeds, given - known, isAsked: known > 0);
            if (known == 0)
            {
                _matches = 0;
                _added.Clear();
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
    public SearchResult Next(Span<Neighbor> page, CancellationToken cancellationToken)
    {
        ProductIndex index = _index!;
        _options = _options with { CancellationToken = cancellationToken.CanBeCanceled ? cancellationToken : _cancellation };
        _options.CancellationToken.ThrowIfCancellationRequested();
        index.Enter();
        try
        {
            SearchResult result = page.IsEmpty || _matches == 0 ? new SearchResult { UnknownIds = _unknown } : Fill(page);
            return result with { Generation = index.Generation };
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
        if (options.DiversityLambda != 1 || options.GroupLimit.Max != 0)
        {
            throw new ArgumentException("DiversityLambda and GroupLimit choose among the candidates of one search and cannot be continued page by page, nor folded; leave them out, or use Search", nameof(options));
        }

        if (!(foldAt is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(foldAt), foldAt, "foldAt must be above 0 and at most 1 (only products that the index holds as equal), or 0 to fold nothing");
        }

        return space;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(ProductIndex index, SpaceView space, in SearchOptions options, float foldAt, int seeds, int unknown, bool isAsked = true)
    {
        _index = index;
        _space = space;
        _options = options;
        _cancellation = options.CancellationToken;
        _filter = options.Filter?.In(options.Space);
        _kind = ProductIndex.KindOf(seeds);
        _seeds = seeds;
        _unknown = unknown;
        _inBase = ProductIndex.MatchesOfBase(space, _filter, _scratch.Delta);
        _matches = ProductIndex.MostMatches(space, _filter, _scratch.Delta);
        _way = Way.Unknown;
        _walked = false;
        _ef = 0;
        _asked = 0;
        _roundRoad = SearchStrategy.None;
        _passed = 0;
        _passedAdded = 0;
        _ready.Clear();
        _added.Clear();
        _shown.Begin(foldAt, space.Model.Dimension, _scratch.Delta);
        _taken.Reset(space.Count);
        foreach (int ordinal in _scratch.Excluded.Ordinals)
        {
            _taken.Add(ordinal);
        }

        if (_scratch.Delta.IsOn && isAsked)
        {
            DeltaScan.Offer(space, _scratch, new HeapSink(_added));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult Fill(Span<Neighbor> page)
    {
        int wanted = Math.Min(page.Length, _matches);
        ScratchArray.EnsureCapacity(ref _ordinals, wanted);
        ScratchArray.EnsureCapacity(ref _similarities, wanted);
        ScratchArray.EnsureCapacity(ref _fromAdded, wanted);
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
            while (more && count < wanted)
            {
                Find(wanted - count);
                _scratch.Budget.ThrowIfCancelled();
                int before = _passed + _passedAdded;
                count = Show(count, wanted);
                more = _passed + _passedAdded > before && !_scratch.Budget.IsCut;
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
            Strategy = _way == Way.Walk ? SearchStrategy.Graph : _way == Way.Rounds ? _roundRoad : _walked ? SearchStrategy.GraphThenScan : SearchStrategy.Scan,
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
                _scan.Settle(_space!, _scratch.Query, _ready, _taken, _scratch.Excluded);
            }

            if (_ready.Count == 0 && _added.Count == 0)
            {
                break;
            }

            bool isAdded = _added.Count > 0 && (_ready.Count == 0 || _added.Precedes(_ready));
            (double similarity, int ordinal) = isAdded ? _added.Pop() : _ready.Pop();
            _passed += isAdded ? 0 : 1;
            _passedAdded += isAdded ? 1 : 0;
            if (_shown.TryAdd(_space!, ordinal))
            {
                _similarities[count] = similarity;
                _fromAdded[count] = isAdded;
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
            bool isAdded = _fromAdded[i];
            (isAdded ? _added : _ready).Push(_similarities[i], _ordinals[i]);
            _passed -= isAdded ? 0 : 1;
            _passedAdded -= isAdded ? 1 : 0;
        }

        _shown.ShortenTo(shown);
    }

    /// <summary>Takes all products that a delta adds: any of them may be on some page.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly struct HeapSink(ReadyHeap heap) : IDeltaSink
    {
        public double Least
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => double.NegativeInfinity;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double similarity, int ordinal) => heap.Push(similarity, ordinal);
    }
}
