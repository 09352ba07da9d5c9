using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>
/// Predicts how far a grouped prefix scan goes: the part of all products that lies in the groups looked at before few of the
/// nearest are expected in the rest. The products sampled in <see cref="GroupStatistics"/> stand for the queries to come;
/// what such a scan expects of its groups while it goes is asked here of theirs.
/// </summary>
internal static class GroupScanEstimator
{
    private const int Halvings = 14;

    /// <summary>The mean part of the products in groups that are looked at.</summary>
    /// <param name="statistics">Of the space.</param>
    /// <param name="ranks">Number of nearest products to find.</param>
    /// <param name="missed">The share of them that may be missed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double PartFor(GroupStatistics statistics, double ranks, double missed)
    {
        double sum = 0;
        foreach (ExpectedHits groups in statistics.Samples)
        {
            int low = groups.Least - (1 << 20);
            int high = groups.Most + (1 << 20);
            for (int i = 0; i < Halvings; i++)
            {
                int middle = low + ((high - low) / 2);
                if (groups.Expected(0, middle, statistics.PerDeviation) > ranks)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            int bucket = 1;
            while (bucket < ExpectedHits.Count && groups.Expected(bucket, high, statistics.PerDeviation) > missed * ranks)
            {
                bucket++;
            }

            sum += (double)groups.Before(bucket) / Math.Max(1, statistics.Rows);
        }

        return Math.Min(1, sum / statistics.Samples.Length);
    }
}
