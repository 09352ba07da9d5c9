using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Resampling;

/// <summary>
/// Sums of the values and of the weights of each group, in the order in which the groups first appear. Draws groups
/// with replacement.
/// </summary>
internal sealed class GroupSums
{
    private readonly List<double> _sums = [];
    private readonly List<double> _weights = [];

    /// <param name="values">One number per value.</param>
    /// <param name="weights">Weight of each value in the denominator, 0 or more; empty for 1 each.</param>
    /// <param name="groups">Group of each value; empty if each is a group of its own.</param>
    public GroupSums(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, ReadOnlySpan<int> groups)
    {
        Dictionary<int, int> places = [];
        double total = 0;
        double totalWeight = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            total += values[i];
            totalWeight += weight;
            int place = _sums.Count;
            if (groups.IsEmpty || places.TryAdd(groups[i], place))
            {
                _sums.Add(0);
                _weights.Add(0);
            }
            else
            {
                place = places[groups[i]];
            }

            _sums[place] += values[i];
            _weights[place] += weight;
        }

        Mean = total / totalWeight;
    }

    public double Mean { get; }

    /// <summary>
    /// Returns means of resamples: each draws all groups with replacement, and divides the sum of their values by that
    /// of their weights. One without any weight says nothing and is drawn again.
    /// </summary>
    public double[] Resample(int resamples, ulong seed)
    {
        SeededRandom random = new(seed);
        double[] means = new double[resamples];
        int r = 0;
        while (r < resamples)
        {
            double sum = 0;
            double weight = 0;
            for (int i = 0; i < _sums.Count; i++)
            {
                int place = random.NextInt(_sums.Count);
                sum += _sums[place];
                weight += _weights[place];
            }

            if (weight > 0)
            {
                means[r++] = sum / weight;
            }
        }

        return means;
    }
}
