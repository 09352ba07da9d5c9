using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>Finds out whether the vectors of a space differ little, and how far to stretch them then.</summary>
internal static class StretchLearning
{
    /// <summary>
    /// Mean squared distance from the mean below which vectors differ by little more than float32 rounds.
    /// </summary>
    private const double LeastVariance = 1e-13;

    /// <summary>Mean cosine of two of the unit vectors that have a mean.</summary>
    public static double MeanCosine(ReadOnlySpan<float> mean)
    {
        double square = 0;
        foreach (float value in mean)
        {
            square += value * (double)value;
        }

        return square;
    }

    /// <summary>
    /// Returns how far rows are to be stretched along the mean, and the usual length of a centred row that is; null and
    /// 1 where the vectors differ enough. The extra number of a dot product does not count, because no query has it.
    /// </summary>
    public static (Stretch? Stretch, float Length) Learn(
        EmbeddingFile vectors, int[] rows, float[] mean, RowForm form)
    {
        double meanCosine = MeanCosine(mean.AsSpan(0, vectors.Dimension));
        if (meanCosine < Stretch.LeastMeanCosine)
        {
            return (null, 1);
        }

        Stretch plain = new(1, mean);
        VectorRow sample = new(mean.Length, form);
        double along = 0;
        double all = 0;
        int samples = 0;
        for (int i = 0; i < rows.Length; i += SpaceEncoder.SampleStride(rows.Length))
        {
            sample.Read(vectors, rows[i]);
            double part = plain.Along(sample.Unit, mean);
            along += part * part;
            for (int j = 0; j < mean.Length; j++)
            {
                double difference = sample.Unit[j] - mean[j];
                all += difference * difference;
            }

            samples++;
        }

        if (!(all / samples > LeastVariance))
        {
            return (null, 1);
        }

        Stretch stretch = new(Stretch.FactorFor(Math.Sqrt(meanCosine), Math.Sqrt(along / samples)), mean);
        double square = (all + (((stretch.Factor * stretch.Factor) - 1) * along)) / samples;
        return (stretch, (float)Math.Sqrt(square));
    }
}
