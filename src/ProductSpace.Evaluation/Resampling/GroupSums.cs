using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Resampling;

/// <summary>
/// Sum and number of the values of each group, in the order in which the groups first appear. Draws groups with
/// replacement.
/// </summary>
internal sealed class GroupSums
{
    private readonly List<double> _sums = [];
    private readonly List<int> _counts = [];

    public GroupSums(ReadOnlySpan<double> values, ReadOnlySpan<int> groups)
    {
        Dictionary<int, int> places = [];
        double total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            total += values[i];
            int place = _sums.Count;
            if (groups.IsEmpty || places.TryAdd(groups[i], place))
            {
                _sums.Add(0);
                _counts.Add(0);
            }
            else
            {
                place = places[groups[i]];
            }

            _sums[place] += values[i];
            _counts[place]++;
        }

        Mean = total / values.Length;
    }

    public double Mean { get; }

    /// <summary>
    /// Returns means of resamples: each draws as many groups as there are, with replacement, and divides the sum of
    /// their values by the number of their values.
    /// </summary>
    public double[] Resample(int resamples, ulong seed)
    {
        SeededRandom random = new(seed);
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < _sums.Count; i++)
            {
                int place = random.NextInt(_sums.Count);
                sum += _sums[place];
                count += _counts[place];
            }

            means[r] = sum / count;
        }

        return means;
    }
}
