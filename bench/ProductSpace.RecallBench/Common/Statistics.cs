namespace ProductSpace.RecallBench.Common;

/// <summary>Medians over rounds and percentiles over queries, by the same rule as the peers' driver.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that at least this share of the values does not exceed; sorted ascending.</summary>
    public static double Percentile(ReadOnlySpan<double> sorted, double share)
    {
        int rank = Math.Max(1, (int)Math.Ceiling(share * sorted.Length));
        return sorted[Math.Min(sorted.Length, rank) - 1];
    }
}
