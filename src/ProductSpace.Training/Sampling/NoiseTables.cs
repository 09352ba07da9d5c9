namespace ProductSpace.Training.Sampling;

/// <summary>
/// A table per bucket that draws one of its rows in proportion to weight in constant time: the alias method (Walker
/// 1977, Vose 1991). The weights and their order decide every bit.
/// </summary>
internal sealed class NoiseTables
{
    private const double Scale = 4294967296.0;

    private readonly NoiseSlot[] _slots;
    private readonly int[] _starts;
    private readonly double[] _weights;
    private readonly double[] _share;
    private readonly int[] _small;
    private readonly int[] _large;

    public NoiseTables(int rows, int buckets)
    {
        int most = BucketPlan.MostRows(rows, buckets);
        _slots = new NoiseSlot[rows];
        _starts = new int[buckets + 1];
        _weights = new double[buckets];
        _share = new double[most];
        _small = new int[most];
        _large = new int[most];
    }

    /// <summary>Returns the slots of one bucket; empty if no row in it has weight.</summary>
    public ReadOnlySpan<NoiseSlot> Slots(int bucket) =>
        _slots.AsSpan(_starts[bucket], _starts[bucket + 1] - _starts[bucket]);

    /// <summary>Returns the sum of the weights in a bucket.</summary>
    public double Weight(int bucket) => _weights[bucket];

    /// <summary>Fills the tables with the rows of the plan whose weight is above zero.</summary>
    public void Fill(BucketPlan plan, ReadOnlySpan<double> weights)
    {
        for (int bucket = 0; bucket < _weights.Length; bucket++)
        {
            int start = _starts[bucket];
            int count = 0;
            double sum = 0;
            foreach (int row in plan.RowsOf(bucket))
            {
                if (weights[row] > 0)
                {
                    _slots[start + count].Own = row;
                    _share[count++] = weights[row];
                    sum += weights[row];
                }
            }

            _starts[bucket + 1] = start + count;
            _weights[bucket] = sum;
            Pair(_slots.AsSpan(start, count), sum);
        }
    }

    private void Pair(Span<NoiseSlot> slots, double sum)
    {
        int small = 0;
        int large = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            _share[i] *= slots.Length / sum;
            slots[i].Threshold = uint.MaxValue;
            slots[i].Other = slots[i].Own;
            if (_share[i] < 1)
            {
                _small[small++] = i;
            }
            else
            {
                _large[large++] = i;
            }
        }

        // What remains in either list at the end is 1 except for rounding.
        while (small > 0 && large > 0)
        {
            int low = _small[--small];
            int high = _large[large - 1];
            slots[low].Threshold = (uint)Math.Min(uint.MaxValue, _share[low] * Scale);
            slots[low].Other = slots[high].Own;
            _share[high] -= 1 - _share[low];
            if (_share[high] < 1)
            {
                large--;
                _small[small++] = high;
            }
        }
    }
}
