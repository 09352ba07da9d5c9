using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;

namespace ProductSpace.Search.Cursor;

/// <summary>
/// Answers one question page by page. What was measured exactly and not shown waits in a heap; before a page is taken
/// from it, one of three ways sees to it that it holds the next ones:
/// <list type="bullet">
/// <item>the walk (no filter, a graph): goes on with a wider pool, see <see cref="PageWalk"/>;</item>
/// <item>rounds (a filter whose plan is no scan, or no graph): the engine's search for four times as many as the last
/// time, of which those that are known fall away;</item>
/// <item>the scan: the exact order, see <see cref="OrderedScan"/>; also what the others end in where they find no more,
/// or where going on would cost more.</item>
/// </list>
/// Products of a delta wait in a heap of their own, all measured at the start: they take part in every page, whatever
/// the way. Invariant: a product comes into a heap once at most (<see cref="_taken"/>), hence is shown once at most.
/// Borrowed from a pool, for one thread at a time.
/// </summary>
internal sealed partial class Pager
{
    private const int MeasuredAtOnce = 16;

    /// <summary>Comparisons for duplicates between two looks at the time: some tens of microseconds.</summary>
    private const int ComparedAtOnce = 2_048;

    private readonly PageWalk _walk = new();
    private readonly OrderedScan _scan = new();
    private readonly ReadyHeap _ready = new();
    private readonly ReadyHeap _added = new();
    private readonly VisitedSet _taken = new();
    private readonly ShownProducts _shown = new();

    /// <summary>Brings a page into order.</summary>
    private readonly ReadyHeap _sorting = new();
    private readonly int[] _nodes = new int[MeasuredAtOnce];

    /// <summary>The page until it is sure that it will be given.</summary>
    private double[] _similarities = [];
    private int[] _ordinals = [];
    private bool[] _fromAdded = [];
    private bool _isSorted;

    /// <summary>Hits of a round; its exact similarities are read from the context.</summary>
    private Neighbor[] _round = [];

    private SearchRequest _request;
    private SearchOptions _options;

    /// <summary>The token of the options, for pages that bring none.</summary>
    private CancellationToken _cancellation;
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
    private SearchStrategy _roundStrategy;

    /// <summary>
    /// Products of the base that left the heap, folded ones included: the rank among them that the next page begins at.
    /// </summary>
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

    /// <summary>The question of all pages; whoever begins prepares it before.</summary>
    public SearchContext Context { get; } = new();

    /// <summary>Takes a question that was put into the context.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="options">Its limits hold for each page.</param>
    /// <param name="foldAt">Similarity from which products count as duplicates; 0 folds nothing.</param>
    /// <param name="seeds">Slots of the context's views where a walk starts.</param>
    /// <param name="unknown">Viewed products that are not known.</param>
    /// <param name="isAsked">False for a session without any known product, whose pages are empty.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(
        in SearchRequest request, in SearchOptions options, float foldAt, int seeds, int unknown, bool isAsked)
    {
        _request = request;
        _options = options;
        _cancellation = options.CancellationToken;
        _seeds = seeds;
        _unknown = unknown;
        _inBase = request.MatchesInBase;
        _matches = isAsked ? request.MaxMatches : 0;
        _way = Way.Unknown;
        _walked = false;
        _ef = 0;
        _asked = 0;
        _roundStrategy = SearchStrategy.None;
        _passed = 0;
        _passedAdded = 0;
        _ready.Clear();
        _added.Clear();
        _shown.Begin(foldAt, request.Space.Model.Dimension, request.Delta);
        _taken.Reset(request.Space.Count);
        foreach (int ordinal in Context.Hits.Excluded.Ordinals)
        {
            _taken.Add(ordinal);
        }

        if (request.Delta.IsOn && isAsked)
        {
            DeltaScan.Offer(request.Space, Context, new HeapSink(_added));
        }
    }

    /// <summary>Writes the next page.</summary>
    /// <exception cref="OperationCanceledException">
    /// cancelled; nothing is written, and the page is still the next one.
    /// </exception>
    public SearchResult Next(Span<Neighbor> page, CancellationToken cancellationToken)
    {
        _options = _options with
        {
            CancellationToken = cancellationToken.CanBeCanceled ? cancellationToken : _cancellation,
        };
        _options.CancellationToken.ThrowIfCancellationRequested();
        try
        {
            return page.IsEmpty || _matches == 0 ? new SearchResult { UnknownIds = _unknown } : Fill(page);
        }
        finally
        {
            Context.Budget.Begin(default);
        }
    }

    /// <summary>Lets go of what belongs to the caller and to the index.</summary>
    public void End()
    {
        Context.End();
        _options = default;
        _cancellation = default;
        _request = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult Fill(Span<Neighbor> page)
    {
        int wanted = Math.Min(page.Length, _matches);
        ScratchArray.EnsureCapacity(ref _ordinals, wanted);
        ScratchArray.EnsureCapacity(ref _similarities, wanted);
        ScratchArray.EnsureCapacity(ref _fromAdded, wanted);
        SearchLimits limits = SearchRequest.LimitsOf(_options);
        Context.Budget.Begin(limits);
        _deadline = limits.Deadline;
        _scored = 0;
        _cellsScanned = 0;
        int shown = _shown.Count;
        int count = 0;
        _isSorted = true;
        try
        {
            bool more = true;
            while (more && count < wanted)
            {
                Find(wanted - count);
                Context.Budget.ThrowIfCancelled();
                int before = _passed + _passedAdded;
                Show(ref count, wanted, shown);
                Context.Budget.ThrowIfCancelled();
                more = _passed + _passedAdded > before && !Context.Budget.IsCut;
            }
        }
        catch
        {
            PutBack(count, shown);
            throw;
        }

        Write(page[..count]);
        return new SearchResult
        {
            Count = count,
            Strategy = _way == Way.Walk
                ? SearchStrategy.Graph
                : _way == Way.Rounds
                ? _roundStrategy
                : _walked
                ? SearchStrategy.GraphThenScan
                : SearchStrategy.Scan,
            Scored = _scored,
            CellsScanned = _cellsScanned,
            EfSearch = _ef,
            UnknownIds = _unknown,
            Truncated = Context.Budget.IsCut,
        };
    }

    /// <summary>
    /// Writes the page in order. It was not found so where a later look for the rest of it found nearer ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(Span<Neighbor> page)
    {
        _sorting.Clear();
        for (int i = 0; i < page.Length && !_isSorted; i++)
        {
            _sorting.Push(_similarities[i], _ordinals[i]);
        }

        for (int i = 0; i < page.Length; i++)
        {
            (double similarity, int ordinal) = _isSorted ? (_similarities[i], _ordinals[i]) : _sorting.Pop();
            page[i] = new Neighbor(ordinal, Context.Query.ToAnswer(similarity));
        }
    }

    /// <summary>
    /// Takes up to as many from the heap as were looked for; folded ones count as looked for. The products of the page
    /// are shown from number <paramref name="shown"/> on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Show(ref int count, int wanted, int shown)
    {
        int compared = 0;
        for (int left = wanted - count; left > 0; left--)
        {
            if (compared >= ComparedAtOnce)
            {
                if (Context.Budget.IsOutOfTime())
                {
                    break;
                }

                compared = 0;
            }

            if (_way == Way.Scan && !_scan.TrySettle(_request.Space, Context, _ready, _taken))
            {
                break;
            }

            if (_ready.Count == 0 && _added.Count == 0)
            {
                break;
            }

            bool isAdded = _added.Count > 0 && (_ready.Count == 0 || _added.Precedes(_ready));
            (double similarity, int ordinal) = isAdded ? _added.Pop() : _ready.Pop();
            if (_request.MinSimilarity is float min && Context.Query.ToAnswer(similarity) < min)
            {
                (isAdded ? _added : _ready).Push(similarity, ordinal);
                break;
            }

            _passed += isAdded ? 0 : 1;
            _passedAdded += isAdded ? 1 : 0;
            compared += _shown.Count;
            if (_shown.TryAdd(_request.Space, ordinal, out int into))
            {
                Put(count, similarity, ordinal, isAdded);
                count++;
            }
            else if (into >= shown && Precedes(similarity, ordinal, into - shown)
                && _shown.TryReplace(_request.Space, into, ordinal))
            {
                // Of duplicates the nearest is shown, also where it was found last.
                Put(into - shown, similarity, ordinal, isAdded);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(int place, double similarity, int ordinal, bool isAdded)
    {
        _similarities[place] = similarity;
        _ordinals[place] = ordinal;
        _fromAdded[place] = isAdded;
        _isSorted &= place == 0 || !Precedes(similarity, ordinal, place - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Precedes(double similarity, int ordinal, int place) =>
        similarity > _similarities[place] || (similarity == _similarities[place] && ordinal < _ordinals[place]);

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
