namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// The products that have a slot, in the order in which they got it. Buffers grow and stay; one thread at a time.
/// </summary>
internal sealed class ChosenList
{
    private const int Empty = -1;

    private int[] _ordinals = [];
    private double[] _scores = [];
    private double[] _extras = [];
    private RecommendationSource[] _sources = [];
    private int[] _slots = [];

    public int Count { get; private set; }

    /// <summary>Number of slots.</summary>
    public int Capacity { get; private set; }

    public ReadOnlySpan<int> Ordinals => _ordinals.AsSpan(0, Count);

    public ReadOnlySpan<double> Scores => _scores.AsSpan(0, Count);

    public ReadOnlySpan<double> Extras => _extras.AsSpan(0, Count);

    public ReadOnlySpan<RecommendationSource> Sources => _sources.AsSpan(0, Count);

    public bool IsFull => Count == Capacity;

    public void Begin(int slots)
    {
        if (_ordinals.Length < slots)
        {
            _ordinals = new int[slots];
            _scores = new double[slots];
            _extras = new double[slots];
            _sources = new RecommendationSource[slots];
            _slots = new int[slots];
        }

        Count = 0;
        Capacity = slots;
        _slots.AsSpan(0, slots).Fill(Empty);
    }

    public bool IsEmpty(int slot) => _slots[slot] == Empty;

    /// <summary>Returns which of the chosen products stands at a slot; -1 for none.</summary>
    public int At(int slot) => _slots[slot];

    /// <summary>Puts a product into an empty slot, 0 for the first.</summary>
    public void Add(int slot, int ordinal, double score, double extra, RecommendationSource source)
    {
        _ordinals[Count] = ordinal;
        _scores[Count] = score;
        _extras[Count] = extra;
        _sources[Count] = source;
        _slots[slot] = Count++;
    }
}
