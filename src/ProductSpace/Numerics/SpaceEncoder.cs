namespace ProductSpace.Numerics;

/// <summary>
/// Learns the <see cref="SpaceModel"/> of a space in two passes over its unit rows. Sums run in blocks of fixed size
/// that are combined in order, so that the number of threads does not affect the result.
/// </summary>
internal static class SpaceEncoder
{
    public const int BlockRows = 4096;

    /// <summary>The code step clips one number in this many.</summary>
    public const int ClippedOneIn = 4096;

    private const int SampleRows = 65536;

    /// <summary>Computes the mean of all rows from the sums of their blocks, [blocks][dimension].</summary>
    public static float[] Mean(double[][] blockSums, int dimension, int count)
    {
        double[] total = new double[dimension];
        foreach (double[] block in blockSums)
        {
            for (int i = 0; i < dimension; i++)
            {
                total[i] += block[i];
            }
        }

        float[] mean = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            mean[i] = count == 0 ? 0 : (float)(total[i] / count);
        }

        return mean;
    }

    /// <summary>Distance between the rows that are sampled to choose the step.</summary>
    public static int SampleStride(int count) => Math.Max(1, count / SampleRows);

    /// <summary>
    /// Finds the step that clips one number in 4,096, from a weighted histogram of sampled absolute values of centred,
    /// rotated numbers in [0, 2], in bins of 1/65536.
    /// </summary>
    public static float StepFrom(long[] histogram)
    {
        long total = 0;
        foreach (long bin in histogram)
        {
            total += bin;
        }

        long allowed = total / ClippedOneIn;
        long above = 0;
        int last = histogram.Length - 1;
        while (last > 0 && above + histogram[last] <= allowed)
        {
            above += histogram[last];
            last--;
        }

        return Math.Max(last + 1, 64) / (65536f * CodeRows.Limit);
    }

    /// <summary>Bin of a number for <see cref="StepFrom"/>.</summary>
    public static int Bin(float value) => (int)Math.Min(Math.Abs(value) * 65536f, (2 * 65536) - 1);
}
