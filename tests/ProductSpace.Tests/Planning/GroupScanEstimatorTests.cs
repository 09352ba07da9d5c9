using ProductSpace.Cells;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Planning;

public sealed class GroupScanEstimatorTests
{
    private readonly GroupStatistics _statistics = BuiltShop.Of(ShopRecipe.Wide).Index.ViewOf(Space.Similar).GroupStatistics;

    /// <summary>More ranks reach further, and a larger share that may be missed less far.</summary>
    [Fact]
    public void PartFor_RanksAndMissed_GoTheirWays()
    {
        double last = 0;
        foreach (double ranks in new[] { 10, 50, 200, 1_000, 5_000 })
        {
            double part = GroupScanEstimator.PartFor(_statistics, ranks, 0.035);
            Assert.InRange(part, last, 1);
            Assert.InRange(GroupScanEstimator.PartFor(_statistics, ranks, 0.2), 0, part);
            last = part;
        }

        Assert.True(last > GroupScanEstimator.PartFor(_statistics, 10, 0.035));
    }

    /// <summary>The halvings end within a step of where a look at every dot product of the range ends.</summary>
    [Theory]
    [InlineData(10, 0.035)]
    [InlineData(100, 0.035)]
    [InlineData(1_000, 0.1)]
    [InlineData(5_000, 0.01)]
    public void PartFor_AnyRanks_IsWhatAPlainSearchFinds(double ranks, double missed)
    {
        const int step = 512;
        double low = 0;
        double high = 0;
        foreach (ExpectedHits groups in _statistics.Samples)
        {
            int dot = groups.Least - (1 << 20);
            while (groups.Expected(0, dot, _statistics.PerDeviation) > ranks)
            {
                dot += step;
            }

            low += Part(groups, dot + step);
            high += Part(groups, dot - step);
        }

        double part = GroupScanEstimator.PartFor(_statistics, ranks, missed);
        Assert.InRange(part, (low / _statistics.Samples.Length) - 1e-9, (high / _statistics.Samples.Length) + 1e-9);

        double Part(ExpectedHits groups, int dot)
        {
            int bucket = 1;
            while (bucket < ExpectedHits.Count && groups.Expected(bucket, dot, _statistics.PerDeviation) > missed * ranks)
            {
                bucket++;
            }

            return (double)groups.Before(bucket) / _statistics.Rows;
        }
    }

    [Fact]
    public void PartFor_EverythingIsAskedFor_IsAll() =>
        Assert.InRange(GroupScanEstimator.PartFor(_statistics, _statistics.Rows, 1e-6), 0.99, 1);
}
