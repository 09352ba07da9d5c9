namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// Finds the neighbors of a session: merges the lists of its products from their recent ends until the sample is full,
/// adding up the weights of the products that each session shares, and keeps the most similar. One per thread.
/// </summary>
internal sealed class NeighborSearch
{
    private readonly NeighborIndex _index;
    private readonly NeighborSettings _settings;
    private readonly SessionWeights _sessionWeights;
    private readonly int[] _sessions;
    private readonly int[] _ages;
    private readonly double[] _similarities;
    private readonly ulong[] _keys;
    private double[] _weights = [];
    private int[] _cursors = [];
    private int[] _heads = [];
    private int _found;

    /// <summary>Creates a search.</summary>
    /// <param name="index">The sessions.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="sessionWeights">Factor of the similarity of each session.</param>
    public NeighborSearch(NeighborIndex index, NeighborSettings settings, SessionWeights sessionWeights)
    {
        _index = index;
        _settings = settings;
        _sessionWeights = sessionWeights;
        int sample = Math.Min(settings.Sample, index.SessionCount);
        _sessions = new int[sample];
        _ages = new int[sample];
        _similarities = new double[sample];
        _keys = new ulong[sample];
    }

    /// <summary>Number of neighbors found.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the number of a neighbor.</summary>
    public int Session(int neighbor) => _sessions[Slot(neighbor)];

    /// <summary>Returns the age of the latest view that a neighbor shares.</summary>
    public int Age(int neighbor) => _ages[Slot(neighbor)];

    /// <summary>Returns the similarity of a neighbor, above 0.</summary>
    public double Similarity(int neighbor) => _similarities[Slot(neighbor)];

    /// <summary>Finds the neighbors of a session; equally similar ones by recency.</summary>
    public void Find(DistinctViews views)
    {
        Begin(views);
        _found = 0;
        while (_found < _sessions.Length && Next(views, out int session, out int age, out double sum))
        {
            _sessions[_found] = session;
            _ages[_found] = age;
            _similarities[_found++] = sum * _sessionWeights.Relative(session, _sessions[0]);
        }

        Keep();
    }

    /// <summary>Slot of a neighbor, which its key holds in its lower half, turned round.</summary>
    private int Slot(int neighbor) => (int)~(uint)_keys[neighbor];

    private void Begin(DistinctViews views)
    {
        if (_weights.Length < views.Count)
        {
            _weights = new double[views.Count * 2];
            _cursors = new int[views.Count * 2];
            _heads = new int[views.Count * 2];
        }

        for (int i = 0; i < views.Count; i++)
        {
            _weights[i] = _settings.Similarity.InSession(views.Age(i), views.Length);
            _cursors[i] = _index.Sessions(views.Product(i)).Length;
            Advance(views, i);
        }
    }

    /// <summary>Takes the most recent session that is left off all lists that begin with it.</summary>
    private bool Next(DistinctViews views, out int session, out int age, out double sum)
    {
        ReadOnlySpan<int> heads = _heads.AsSpan(0, views.Count);
        session = -1;
        foreach (int head in heads)
        {
            session = Math.Max(session, head);
        }

        age = -1;
        sum = 0;
        for (int i = 0; session >= 0 && i < heads.Length; i++)
        {
            if (heads[i] == session)
            {
                // Views come in the order of their age.
                age = age < 0 ? views.Age(i) : age;
                sum += _weights[i];
                Advance(views, i);
            }
        }

        return session >= 0;
    }

    /// <summary>Moves to the next older session of a product's list; -1 at its end.</summary>
    private void Advance(DistinctViews views, int view)
    {
        int cursor = --_cursors[view];
        _heads[view] = cursor < 0 ? -1 : _index.Sessions(views.Product(view))[cursor];
    }

    /// <summary>
    /// Keeps the most similar ones, by keys of the similarity's bits, which order numbers from 0 on, and the slot,
    /// which is smaller for more recent sessions.
    /// </summary>
    private void Keep()
    {
        int count = 0;
        for (int i = 0; i < _found; i++)
        {
            if (_similarities[i] > 0)
            {
                uint bits = BitConverter.SingleToUInt32Bits((float)_similarities[i]);
                _keys[count++] = ((ulong)bits << 32) | ~(uint)i;
            }
        }

        Count = Math.Min(count, _settings.Neighbors);
        Span<ulong> keys = _keys.AsSpan(0, count);
        LargestKeys.MoveToEnd(keys, Count);
        keys = keys[^Count..];
        keys.Sort();
        keys.Reverse();
        keys.CopyTo(_keys);
    }
}
