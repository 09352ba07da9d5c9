namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// How near each candidate is to the chosen products: the largest cosine of their Similar vectors. Only candidates that
/// somebody asked for are compared, each with each chosen product once. Buffers grow and stay; one thread at a time.
/// </summary>
internal sealed class NearestChosen
{
    private float[] _nearest = [];
    private bool[] _isAsked = [];
    private int[] _asked = [];
    private int[] _askedOrdinals = [];
    private float[] _cosines = [];
    private int _askedCount;

    /// <summary>Starts with the candidates of a pool.</summary>
    public void Begin(int candidates, int k)
    {
        if (_nearest.Length < candidates)
        {
            int length = Math.Max(256, 2 * candidates);
            _nearest = new float[length];
            _isAsked = new bool[length];
            _asked = new int[length];
            _askedOrdinals = new int[length];
        }

        if (_cosines.Length < Math.Max(k, _nearest.Length))
        {
            _cosines = new float[Math.Max(k, _nearest.Length)];
        }

        _isAsked.AsSpan(0, candidates).Clear();
        _askedCount = 0;
    }

    /// <summary>Returns the largest cosine; 0 or more, since opposites are as good as strangers.</summary>
    public float Of(ProductIndex index, CandidatePool pool, ChosenList chosen, int place)
    {
        if (!_isAsked[place])
        {
            _isAsked[place] = true;
            _asked[_askedCount] = place;
            _askedOrdinals[_askedCount++] = pool.Ordinals[place];
            index.Compare(pool.Ordinals[place], chosen.Ordinals, _cosines);
            float nearest = 0;
            foreach (float cosine in _cosines.AsSpan(0, chosen.Count))
            {
                nearest = cosine > nearest ? cosine : nearest;
            }

            _nearest[place] = nearest;
        }

        return _nearest[place];
    }

    /// <summary>Compares the candidates that were asked for with a product that was just chosen.</summary>
    public void Add(ProductIndex index, int ordinal)
    {
        index.Compare(ordinal, _askedOrdinals.AsSpan(0, _askedCount), _cosines);
        for (int i = 0; i < _askedCount; i++)
        {
            // Not a number, where one of them has no vector, changes nothing.
            if (_cosines[i] > _nearest[_asked[i]])
            {
                _nearest[_asked[i]] = _cosines[i];
            }
        }
    }
}
