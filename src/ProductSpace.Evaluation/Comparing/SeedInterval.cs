namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// Interval of the difference between two models over seeds, by Student's t (1908): whether one training of a model
/// beats one of the other, where intervals over sessions ask whether it does for other shoppers.
/// </summary>
internal static class SeedInterval
{
    /// <summary>Quantiles .975 of Student's t for 1 to 30 degrees of freedom; that of the normal one beyond.</summary>
    private static readonly double[] s_quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
        2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
        2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    private const double Normal = 1.960;

    /// <summary>
    /// Returns the mean of <paramref name="first"/> minus <paramref name="second"/> with its 95 % interval, seed by
    /// seed; null if neither depends on a seed.
    /// </summary>
    /// <param name="first">Figure of a model for each seed; a single one where it does not depend on it.</param>
    /// <param name="second">Figures of the other model, for the same seeds.</param>
    public static BootstrapInterval? Difference(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int seeds = Math.Max(first.Length, second.Length);
        if (seeds < 2)
        {
            return null;
        }

        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            double difference = Of(first, seed) - Of(second, seed);
            sum += difference;
            squares += difference * difference;
        }

        double mean = sum / seeds;
        double variance = Math.Max(0, (squares - (seeds * mean * mean)) / (seeds - 1));
        double quantile = seeds - 1 <= s_quantiles.Length ? s_quantiles[seeds - 2] : Normal;
        double half = quantile * Math.Sqrt(variance / seeds);
        return new BootstrapInterval(mean, mean - half, mean + half);
    }

    private static double Of(ReadOnlySpan<double> figures, int seed) => figures[figures.Length == 1 ? 0 : seed];
}
