using System.Runtime.CompilerServices;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.Following;
using ProductSpace.Hosting.Shops;

namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// A place for one query and its answer, copied: the caller's memory may change as soon as the query returns. Made when the
/// shop opens, so that a query allocates nothing. It does not hold the generation, which may go before the query is repeated.
/// </summary>
internal sealed class RecallSample
{
    public const int MostViews = 64;
    public const int MostHits = 128;
    public const int MostExcluded = 256;

    private readonly float[] _vector;
    private readonly string[] _ids = new string[MostViews];
    private readonly int[] _ordinals = new int[MostViews];
    private readonly float[] _weights = new float[MostViews];
    private readonly int[] _excluded = new int[MostExcluded];
    private int _views;
    private bool _isSession;
    private bool _byIds;

    public RecallSample(int dimension) => _vector = new float[dimension];

    public FollowedGeneration? Generation { get; private set; }

    public Variant? Variant { get; private set; }

    public SearchOptions Options { get; private set; }

    public SearchStrategy Strategy { get; private set; }

    /// <summary>The shopper's answer; the first <see cref="Count"/>.</summary>
    public Neighbor[] Hits { get; } = new Neighbor[MostHits];

    public int Count { get; private set; }

    /// <summary>How many were asked for.</summary>
    public int Wanted { get; private set; }

    public Question Question => !_isSession ? new Question { Vector = _vector.AsSpan(0, _views) }
        : _byIds ? new Question { IsSession = true, Ids = _ids.AsSpan(0, _views) }
        : new Question { IsSession = true, Ordinals = _ordinals.AsSpan(0, _views) };

    /// <summary>False where it is too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryCopy(FollowedGeneration generation, Variant? variant, scoped in Question question, ReadOnlySpan<Neighbor> hits, in SearchOptions options, in SearchResult result)
    {
        _views = question.IsSession ? Math.Max(question.Ids.Length, question.Ordinals.Length) : question.Vector.Length;
        if (_views > (question.IsSession ? MostViews : _vector.Length) || hits.Length > MostHits || options.Exclude.Length > MostExcluded || options.Weights.Length > MostViews)
        {
            return false;
        }

        question.Vector.CopyTo(_vector);
        question.Ids.CopyTo(_ids);
        question.Ordinals.CopyTo(_ordinals);
        options.Exclude.Span.CopyTo(_excluded);
        options.Weights.Span.CopyTo(_weights);
        hits[..result.Count].CopyTo(Hits);
        _isSession = question.IsSession;
        _byIds = !question.Ids.IsEmpty;
        Generation = generation;
        Variant = variant;
        Strategy = result.Strategy;
        Count = result.Count;
        Wanted = hits.Length;
        Options = options with
        {
            Exclude = _excluded.AsMemory(0, options.Exclude.Length),
            Weights = _weights.AsMemory(0, options.Weights.Length),
            MaxScoredVectors = 0,
            TimeLimit = default,
            CancellationToken = default,
        };
        return true;
    }

    /// <summary>Lets go of what belongs to the caller and to the generation.</summary>
    public void Clear()
    {
        Generation = null;
        Variant = null;
        Options = default;
        Array.Clear(_ids);
    }
}
