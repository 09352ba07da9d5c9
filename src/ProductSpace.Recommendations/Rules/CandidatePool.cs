namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// Scored products of which an answer is chosen, each once. They are sorted only as far as somebody looks: a heap whose
/// taken elements stand behind it, best first. Order: score descending, ties by ordinal ascending. Buffers grow and
/// stay; one thread at a time.
/// </summary>
internal sealed class CandidatePool
{
    private int[] _ordinals = [];
    private double[] _scores = [];
    private double[] _extras = [];
    private float[] _similarities = [];
    private RecommendationSource[] _sources = [];
    private CandidateState[] _states = [];
    private int[] _order = [];
    private int _unsorted;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ordinals => _ordinals.AsSpan(0, Count);

    /// <summary>Scores by which they are ordered.</summary>
    public Span<double> Scores => _scores.AsSpan(0, Count);

    /// <summary>What of a score is from rules; of a product that fills up, its popularity.</summary>
    public Span<double> Extras => _extras.AsSpan(0, Count);

    /// <summary>Similarities to the session; 0 for what is ordered by popularity.</summary>
    public ReadOnlySpan<float> Similarities => _similarities.AsSpan(0, Count);

    public ReadOnlySpan<RecommendationSource> Sources => _sources.AsSpan(0, Count);

    public Span<CandidateState> States => _states.AsSpan(0, Count);

    public void Begin()
    {
        Count = 0;
        _unsorted = 0;
    }

    /// <summary>Adds a product that is not there yet.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="score">A number.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="extra">See <see cref="Extras"/>.</param>
    /// <param name="similarity">See <see cref="Similarities"/>.</param>
    public void Add(
        int ordinal, double score, RecommendationSource source, double extra = 0, float similarity = 0)
    {
        if (Count == _ordinals.Length)
        {
            int length = Math.Max(256, 2 * Count);
            Array.Resize(ref _ordinals, length);
            Array.Resize(ref _scores, length);
            Array.Resize(ref _extras, length);
            Array.Resize(ref _similarities, length);
            Array.Resize(ref _sources, length);
            Array.Resize(ref _states, length);
            Array.Resize(ref _order, length);
        }

        _ordinals[Count] = ordinal;
        _scores[Count] = score;
        _extras[Count] = extra;
        _similarities[Count] = similarity;
        _sources[Count] = source;
        _states[Count] = CandidateState.Free;
        Count++;
    }

    /// <summary>Makes the heap; scores must not change after it.</summary>
    public void BeginOrder()
    {
        for (int i = 0; i < Count; i++)
        {
            _order[i] = i;
        }

        _unsorted = Count;
        for (int parent = (Count / 2) - 1; parent >= 0; parent--)
        {
            Sink(parent);
        }
    }

    /// <summary>Returns the place of the product of a rank, 0 for the best.</summary>
    public int At(int rank)
    {
        int place = Count - 1 - rank;
        while (_unsorted > place)
        {
            _unsorted--;
            (_order[0], _order[_unsorted]) = (_order[_unsorted], _order[0]);
            Sink(0);
        }

        return _order[place];
    }

    /// <summary>Returns the rank of the product at a place, without sorting.</summary>
    public int RankOf(int place)
    {
        int rank = 0;
        for (int other = 0; other < Count; other++)
        {
            rank += IsBefore(other, place) ? 1 : 0;
        }

        return rank;
    }

    private void Sink(int parent)
    {
        int place = _order[parent];
        while (true)
        {
            int child = (2 * parent) + 1;
            if (child >= _unsorted)
            {
                break;
            }

            child += child + 1 < _unsorted && IsBefore(_order[child + 1], _order[child]) ? 1 : 0;
            if (!IsBefore(_order[child], place))
            {
                break;
            }

            _order[parent] = _order[child];
            parent = child;
        }

        _order[parent] = place;
    }

    private bool IsBefore(int place, int other) =>
        _scores[place] > _scores[other] || (_scores[place] == _scores[other] && _ordinals[place] < _ordinals[other]);
}

/// <summary>What became of a candidate.</summary>
internal enum CandidateState : byte
{
    Free,
    Chosen,
    GroupLimited,
    Folded,
}
