using ProductSpace.Evaluation.Resampling;

namespace ProductSpace.Evaluation;

/// <summary>
/// Percentile bootstrap of a mean (Efron 1979). Predictions of one session are not independent, so whole groups are
/// drawn if groups are given. Equal values, groups and seeds give equal intervals. Safe from any thread.
/// </summary>
public static class Bootstrap
{
    /// <summary>Returns the interval of the mean of <paramref name="values"/>.</summary>
    /// <param name="values">One number per prediction, at least one.</param>
    /// <param name="groups">
    /// Group of each value, for example <see cref="RankingResult.Sessions"/>; empty if each value is a group of its
    /// own.
    /// </param>
    /// <param name="confidence">Share of the resampled means within the interval, above 0 and below 1.</param>
    /// <param name="resamples">Number of means to draw, at least 100.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static BootstrapInterval Mean(
        ReadOnlySpan<double> values,
        ReadOnlySpan<int> groups = default,
        double confidence = 0.95,
        int resamples = 2000,
        ulong seed = 1)
    {
        return Resampled(values, [], groups, confidence, resamples, seed);
    }

    /// <summary>
    /// Returns the interval of the sum of <paramref name="values"/> divided by the sum of <paramref name="weights"/>,
    /// such as clicks by impressions of whole sessions.
    /// </summary>
    /// <param name="values">One number per value, at least one.</param>
    /// <param name="weights">Weight of each value, 0 or more; at least one is above 0.</param>
    /// <param name="groups">As for <see cref="Mean"/>.</param>
    /// <param name="confidence">As for <see cref="Mean"/>.</param>
    /// <param name="resamples">As for <see cref="Mean"/>.</param>
    /// <param name="seed">As for <see cref="Mean"/>.</param>
    public static BootstrapInterval Ratio(
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<int> groups = default,
        double confidence = 0.95,
        int resamples = 2000,
        ulong seed = 1)
    {
        if (weights.Length != values.Length)
        {
            throw new ArgumentException($"{weights.Length} weights for {values.Length} values", nameof(weights));
        }

        bool hasWeight = false;
        foreach (double weight in weights)
        {
            hasWeight |= weight > 0;
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new ArgumentException("a weight must be 0 or more", nameof(weights));
            }
        }

        return hasWeight || values.IsEmpty
            ? Resampled(values, weights, groups, confidence, resamples, seed)
            : throw new ArgumentException("all weights are 0", nameof(weights));
    }

    /// <summary>
    /// Returns the interval of the mean of <paramref name="first"/> minus <paramref name="second"/>, prediction by
    /// prediction: two methods on the same predictions. It is much narrower than two separate intervals.
    /// </summary>
    /// <param name="first">One number per prediction.</param>
    /// <param name="second">Numbers of the other method for the same predictions.</param>
    /// <param name="groups">As for <see cref="Mean"/>.</param>
    /// <param name="confidence">As for <see cref="Mean"/>.</param>
    /// <param name="resamples">As for <see cref="Mean"/>.</param>
    /// <param name="seed">As for <see cref="Mean"/>.</param>
    public static BootstrapInterval Difference(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        ReadOnlySpan<int> groups = default,
        double confidence = 0.95,
        int resamples = 2000,
        ulong seed = 1)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException(
                $"{first.Length} and {second.Length} values: both methods must answer the same predictions",
                nameof(second));
        }

        double[] differences = new double[first.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = first[i] - second[i];
        }

        return Mean(differences, groups, confidence, resamples, seed);
    }

    private static BootstrapInterval Resampled(
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<int> groups,
        double confidence,
        int resamples,
        ulong seed)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("there are no values to draw from", nameof(values));
        }

        if (!groups.IsEmpty && groups.Length != values.Length)
        {
            throw new ArgumentException($"{groups.Length} groups for {values.Length} values", nameof(groups));
        }

        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(confidence),
                confidence,
                "the confidence must lie between 0 and 1");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        GroupSums sums = new(values, weights, groups);
        double[] means = sums.Resample(resamples, seed);
        Array.Sort(means);
        double tail = (1 - confidence) / 2;
        return new BootstrapInterval(sums.Mean, means[Place(tail, resamples)], means[Place(1 - tail, resamples)]);
    }

    /// <summary>
    /// Returns the smallest place with at least this share at or below it; the small number undoes the rounding of the
    /// share.
    /// </summary>
    private static int Place(double share, int count) =>
        Math.Clamp((int)Math.Ceiling((share * count) - 1e-6) - 1, 0, count - 1);
}
