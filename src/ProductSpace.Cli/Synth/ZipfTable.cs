namespace ProductSpace.Cli.Synth;

/// <summary>
/// Draws from weights by their running sums. The sums are built once in index order, so that a draw is the same on
/// every machine. Zipf weights are 1 / (rank + offset), which needs no power function.
/// </summary>
internal sealed class ZipfTable
{
    private readonly double[] _sums;

    private ZipfTable(double[] sums) => _sums = sums;

    public static double Weight(int rank, double offset) => 1.0 / (rank + offset);

    public static ZipfTable FromWeights(int count, Func<int, double> weight)
    {
        var sums = new double[count + 1];
        for (int i = 0; i < count; i++)
        {
            sums[i + 1] = sums[i] + weight(i);
        }

        return new ZipfTable(sums);
    }

    /// <summary>Draws an index in [start, end) by weight; <paramref name="uniform"/> is in [0, 1).</summary>
    public int Draw(int start, int end, double uniform)
    {
        double target = _sums[start] + (uniform * (_sums[end] - _sums[start]));
        int low = start;
        int high = end - 1;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (_sums[middle + 1] > target)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    public int Draw(double uniform) => Draw(0, _sums.Length - 1, uniform);

    /// <summary>Returns the sum of the weights in [start, end).</summary>
    public double Total(int start, int end) => _sums[end] - _sums[start];
}
