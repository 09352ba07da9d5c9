namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// Makes the list out of the scored candidates: pins first; then slot by slot, from the first, the best product of a
/// reserved slot, the draw of the exploration, or the best of all, by score less what its nearest chosen product costs
/// it (Carbonell and Goldstein 1998), among as many of the best by score as the search compares
/// (<see cref="BoundRules.Compared"/>): what a search looks for must not depend on what is far from everything.
/// Candidates of full groups, and those that are nearly the same as a chosen one,
/// are left out. The candidates are looked at from the best score down, and no further than one could still win.
/// Scratch of one thread; allocates nothing once its buffers are large enough.
/// </summary>
internal sealed class Selection
{
    /// <summary>Equal vectors can have a cosine a little below 1.</summary>
    private const float Rounding = 1e-6f;

    private readonly GroupTally _groups = new();
    private readonly NearestChosen _nearest = new();
    private readonly ExplorationDraw _draw = new();
    private readonly int[] _one = new int[1];
    private readonly float[] _oneScore = new float[1];

    private ProductIndex _index = null!;
    private BoundRules _rules = null!;
    private float[] _matches = [];
    private uint[] _reserved = [];
    private int _head;
    private double _diversity;
    private int _compared;

    public ChosenList Chosen { get; } = new();

    /// <summary>Slot that was explored, 1 for the first; 0 for none.</summary>
    public int ExploredSlot { get; private set; }

    public double Propensity { get; private set; }

    public void Begin(ProductIndex index, BoundRules rules, int k)
    {
        Start(index, rules);
        ExploredSlot = 0;
        Propensity = 0;
        Chosen.Begin(k);
        _groups.Begin(rules.Rules.GroupLimit, k);
    }

    /// <summary>Goes on with an answer that has empty slots.</summary>
    public void Start(ProductIndex index, BoundRules rules)
    {
        _index = index;
        _rules = rules;
    }

    /// <summary>Lets go of the index.</summary>
    public void End()
    {
        _index = null!;
        _rules = null!;
    }

    /// <summary>Puts the pinned products that may be shown into their slots.</summary>
    /// <param name="pool">Candidates; a pinned one of them is not chosen again.</param>
    /// <param name="options">Filter and exclusions.</param>
    /// <param name="among">Products of which pins may be; not used where any may be.</param>
    /// <param name="isAmong">Whether pins have to be among these.</param>
    public void PlacePins(CandidatePool pool, in SearchOptions options, ReadOnlySpan<int> among, bool isAmong)
    {
        foreach (ProductPin pin in _rules.Pins)
        {
            if (pin.Slot > Chosen.Capacity || !_index.TryGetOrdinal(pin.Id, out int ordinal)
                || (isAmong && !among.Contains(ordinal)) || Chosen.Ordinals.Contains(ordinal))
            {
                continue;
            }

            _one[0] = ordinal;
            _index.ScorePopularity(_one, _oneScore, options);
            if (float.IsNaN(_oneScore[0]))
            {
                continue;
            }

            int place = pool.Ordinals.IndexOf(ordinal);
            double score = place < 0 ? 0 : pool.Scores[place];
            double extra = place < 0 ? 0 : pool.Extras[place];
            Chosen.Add(pin.Slot - 1, ordinal, score, extra, RecommendationSource.Pin);
            _groups.AddOther(_index, ordinal);
            if (place >= 0)
            {
                pool.States[place] = CandidateState.Chosen;
            }
        }
    }

    /// <summary>Fills the empty slots from a pool, as far as it goes.</summary>
    /// <param name="pool">Candidates with their scores.</param>
    /// <param name="options">Filter of the question.</param>
    /// <param name="requestNumber">
    /// Seed of the exploration; null for a pool that only fills up: it is not explored, and shows popularities.
    /// </param>
    /// <param name="nowDays">The time now, in days since 1970.</param>
    public void Fill(CandidatePool pool, in SearchOptions options, ulong? requestNumber, double nowDays)
    {
        if (Chosen.IsFull || pool.Count == 0)
        {
            return;
        }

        pool.BeginOrder();
        _head = 0;

        // What fills up stands in an order of its own, which no standard score fits.
        _diversity = requestNumber is null ? 0 : _rules.Rules.Diversity;
        _compared = _rules.Compared(Chosen.Capacity);
        _groups.Read(_index, pool.Ordinals);
        _nearest.Begin(_rules.Compares ? pool.Count : 0, Chosen.Capacity);
        ReadReserved(pool, options, nowDays);
        for (int slot = 0; slot < Chosen.Capacity && _head < pool.Count; slot++)
        {
            if (Chosen.IsEmpty(slot))
            {
                FillSlot(pool, slot, requestNumber);
            }
        }
    }

    private void FillSlot(CandidatePool pool, int slot, ulong? requestNumber)
    {
        int place = -1;
        RecommendationSource? source = null;
        for (int i = 0; i < _rules.Reserved.Length && place < 0; i++)
        {
            place = _rules.Reserved[i].Slot == slot + 1 ? Best(pool, 1u << i) : place;
        }

        if (place < 0 && requestNumber is ulong seed && _rules.Rules.Exploration is Exploration exploration
            && exploration.Slot == slot + 1)
        {
            Gather(pool, exploration.Candidates);
            if (_draw.Count > 1)
            {
                (place, Propensity) = _draw.Draw(exploration, seed);
                ExploredSlot = slot + 1;
                source = RecommendationSource.Exploration;
            }
        }

        place = place < 0 ? Best(pool, 0) : place;
        if (place < 0)
        {
            return;
        }

        int ordinal = pool.Ordinals[place];
        pool.States[place] = CandidateState.Chosen;
        double score = requestNumber is null ? pool.Extras[place] : pool.Scores[place];
        double extra = requestNumber is null ? 0 : pool.Extras[place];
        Chosen.Add(slot, ordinal, score, extra, source ?? pool.Sources[place]);
        _groups.Add(place);
        if (_rules.Compares)
        {
            _nearest.Add(_index, ordinal);
        }
    }

    /// <summary>Marks the candidates that reserved slots are for, a bit a slot.</summary>
    private void ReadReserved(CandidatePool pool, in SearchOptions options, double nowDays)
    {
        if (_rules.Reserved.Length == 0)
        {
            return;
        }

        if (_reserved.Length < pool.Count)
        {
            _reserved = new uint[Math.Max(256, 2 * pool.Count)];
            _matches = new float[_reserved.Length];
        }

        _reserved.AsSpan(0, pool.Count).Clear();
        for (int i = 0; i < _rules.Reserved.Length; i++)
        {
            SearchOptions within = new() { Filter = _rules.Reserved[i].Filter.Within(options.Filter, nowDays) };
            _index.ScorePopularity(pool.Ordinals, _matches, within);
            for (int place = 0; place < pool.Count; place++)
            {
                _reserved[place] |= float.IsNaN(_matches[place]) ? 0 : 1u << i;
            }
        }
    }

    /// <summary>Returns the place of the best free candidate; -1 for none.</summary>
    /// <param name="pool">Candidates.</param>
    /// <param name="slot">Bit of the reserved slot that it has to be for; 0 for an ordinary slot.</param>
    private int Best(CandidatePool pool, uint slot)
    {
        int best = -1;
        double highest = double.NegativeInfinity;

        // What was chosen was among them.
        int left = _diversity > 0 ? _compared - Chosen.Count : int.MaxValue;
        for (int rank = _head; rank < pool.Count && left > 0; rank++)
        {
            int place = pool.At(rank);
            if (!IsFree(pool, place))
            {
                _head += rank == _head ? 1 : 0;
                continue;
            }

            // The value is at most the score, so that no later one can win.
            if (pool.Scores[place] < highest)
            {
                break;
            }

            if (slot == 0 || (_reserved[place] & slot) != 0)
            {
                left--;
                double value = Value(pool, place);
                if (best < 0 || value > highest || (value == highest && pool.Ordinals[place] < pool.Ordinals[best]))
                {
                    best = place;
                    highest = value;
                }
            }
        }

        return best;
    }

    /// <summary>Gathers the best free candidates by score, with their values.</summary>
    private void Gather(CandidatePool pool, int most)
    {
        _draw.Begin(most);
        for (int rank = _head; rank < pool.Count && _draw.Count < most; rank++)
        {
            int place = pool.At(rank);
            if (IsFree(pool, place))
            {
                _draw.Add(place, Value(pool, place));
            }
        }
    }

    /// <summary>Whether a candidate can still be chosen; notes why it cannot.</summary>
    private bool IsFree(CandidatePool pool, int place)
    {
        ref CandidateState state = ref pool.States[place];
        if (state != CandidateState.Free)
        {
            return false;
        }

        if (_groups.IsFull(place))
        {
            state = CandidateState.GroupLimited;
        }
        else if (_rules.Rules.FoldAt > 0
            && _nearest.Of(_index, pool, Chosen, place) >= _rules.Rules.FoldAt - Rounding)
        {
            state = CandidateState.Folded;
        }

        return state == CandidateState.Free;
    }

    private double Value(CandidatePool pool, int place) => _diversity > 0
        ? pool.Scores[place] - (_diversity * (double)_nearest.Of(_index, pool, Chosen, place))
        : pool.Scores[place];
}
