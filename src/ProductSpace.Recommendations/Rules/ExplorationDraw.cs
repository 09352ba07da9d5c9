namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// Draws one of some candidates: with probability 1 - rate the best, else by softmax of their values, or each with the
/// same probability. The probability of each one is known exactly. Seeded by the number of the request.
/// </summary>
internal sealed class ExplorationDraw
{
    private int[] _places = [];
    private double[] _values = [];

    public int Count { get; private set; }

    public void Begin(int candidates)
    {
        if (_places.Length < candidates)
        {
            _places = new int[candidates];
            _values = new double[candidates];
        }

        Count = 0;
    }

    public void Add(int place, double value)
    {
        _places[Count] = place;
        _values[Count++] = value;
    }

    /// <summary>Draws a candidate; needs one at least.</summary>
    /// <param name="exploration">Rate and temperature.</param>
    /// <param name="requestNumber">Seed.</param>
    /// <returns>Place of the candidate, and the probability with which it was drawn.</returns>
    public (int Place, double Propensity) Draw(Exploration exploration, ulong requestNumber)
    {
        ReadOnlySpan<double> values = _values.AsSpan(0, Count);
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        double sum = 0;
        foreach (double value in values)
        {
            sum += Odds(exploration, value - values[best]);
        }

        double left = Uniform(requestNumber);
        double rate = exploration.Rate;
        for (int i = 0; ; i++)
        {
            double propensity = (rate * Odds(exploration, values[i] - values[best]) / sum) + (i == best ? 1 - rate : 0);
            left -= propensity;
            if (left < 0 || i == values.Length - 1)
            {
                return (_places[i], propensity);
            }
        }
    }

    private static double Odds(Exploration exploration, double below) =>
        exploration.Temperature > 0 ? Math.Exp(below / exploration.Temperature) : 1;

    /// <summary>A number in [0, 1) from a seed: SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static double Uniform(ulong seed)
    {
        ulong mixed = seed + 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
