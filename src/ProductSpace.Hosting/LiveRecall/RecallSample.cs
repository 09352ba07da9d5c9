using ProductSpace.Generations.Following;
using ProductSpace.Hosting.Experiments;

namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// A copy of one query and its answer: the caller's memory may change as soon as the query returns. Created when the
/// shop opens, so that a query allocates nothing. Does not hold the generation, which may go before the query is
/// repeated.
/// </summary>
internal sealed class RecallSample
{
    public const int MaxViews = 64;
    public const int MaxHits = 128;
    public const int MaxExcluded = 256;

    private readonly float[] _vector;
    private readonly string[] _ids = new string[MaxViews];
    private readonly int[] _ordinals = new int[MaxViews];
    private readonly float[] _weights = new float[MaxViews];
    private readonly int[] _excluded = new int[MaxExcluded];
    private readonly string[] _excludedIds = new string[MaxExcluded];
    private int _views;
    private bool _isSession;
    private bool _byIds;

    public RecallSample(int dimension) => _vector = new float[dimension];

    public FollowedGeneration? Generation { get; private set; }

    public Variant? Variant { get; private set; }

    public SearchOptions Options { get; private set; }

    public SearchStrategy Strategy { get; private set; }

    /// <summary>The shopper's answer: the first <see cref="Count"/>.</summary>
    public Neighbor[] Hits { get; } = new Neighbor[MaxHits];

    public int Count { get; private set; }

    /// <summary>Whether a budget ended the search early.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Number of hits that were asked for.</summary>
    public int Wanted { get; private set; }

    public SearchInput Request => !_isSession ? new SearchInput { Vector = _vector.AsSpan(0, _views) }
        : _byIds ? new SearchInput { IsSession = true, Ids = _ids.AsSpan(0, _views) }
        : new SearchInput { IsSession = true, Ordinals = _ordinals.AsSpan(0, _views) };

    /// <summary>Copies a query and its answer; returns false if it is too large.</summary>
    public bool TryCopy(
        FollowedGeneration generation,
        Variant? variant,
        scoped in SearchInput request,
        ReadOnlySpan<Neighbor> hits,
        in SearchOptions options,
        in SearchResult result)
    {
        _views = request.IsSession ? Math.Max(request.Ids.Length, request.Ordinals.Length) : request.Vector.Length;
        if (_views > (request.IsSession ? MaxViews : _vector.Length)
            || hits.Length > MaxHits
            || options.Exclude.Length > MaxExcluded
            || options.ExcludeIds.Length > MaxExcluded
            || options.Weights.Length > MaxViews)
        {
            return false;
        }

        request.Vector.CopyTo(_vector);
        request.Ids.CopyTo(_ids);
        request.Ordinals.CopyTo(_ordinals);
        options.Exclude.Span.CopyTo(_excluded);
        options.ExcludeIds.Span.CopyTo(_excludedIds);
        options.Weights.Span.CopyTo(_weights);
        hits[..result.Count].CopyTo(Hits);
        _isSession = request.IsSession;
        _byIds = !request.Ids.IsEmpty;
        Generation = generation;
        Variant = variant;
        Strategy = result.Strategy;
        Count = result.Count;
        Truncated = result.Truncated;
        Wanted = hits.Length;
        Options = options with
        {
            Exclude = _excluded.AsMemory(0, options.Exclude.Length),
            ExcludeIds = _excludedIds.AsMemory(0, options.ExcludeIds.Length),
            Weights = _weights.AsMemory(0, options.Weights.Length),
            MaxScoredVectors = 0,
            TimeLimit = default,
            CancellationToken = default,
        };
        return true;
    }

    /// <summary>Releases what belongs to the caller and to the generation.</summary>
    public void Clear()
    {
        Generation = null;
        Variant = null;
        Options = default;
        Array.Clear(_ids);
        Array.Clear(_excludedIds);
    }
}
