using CsCheck;

namespace ProductSpace.Evaluation.Tests;

/// <summary>What holds for any ranks.</summary>
public class RankingMetricsPropertyTests
{
    private static readonly Gen<int[]> s_ranks = Gen.Int[1, 40].ArrayUnique[0, 12].Select(Gen.Int[0, 3], (found, lost) =>
        (int[])[.. found.Order(), .. Enumerable.Repeat(RankingMetrics.NotRanked, lost)]);

    [Fact]
    public void CumulativeMetrics_GrowingN_NeverFall() => s_ranks.Sample(ranks =>
    {
        int next = ranks.Length == 0 ? RankingMetrics.NotRanked : ranks[^1];
        for (int n = 1; n < 45; n++)
        {
            Assert.True(RankingMetrics.HitRate(next, n) <= RankingMetrics.HitRate(next, n + 1));
            Assert.True(RankingMetrics.ReciprocalRank(next, n) <= RankingMetrics.ReciprocalRank(next, n + 1));
            Assert.True(RankingMetrics.NdcgNext(next, n) <= RankingMetrics.NdcgNext(next, n + 1));
            Assert.True(RankingMetrics.Recall(ranks, n) <= RankingMetrics.Recall(ranks, n + 1));
        }
    });

    [Fact]
    public void EveryMetric_AnyRanks_LiesInZeroToOne() => Gen.Select(s_ranks, Gen.Int[1, 45]).Sample((ranks, n) =>
    {
        Assert.InRange(RankingMetrics.Recall(ranks, n), 0, 1);
        Assert.InRange(RankingMetrics.Precision(ranks, n), 0, 1);
        Assert.InRange(RankingMetrics.AveragePrecision(ranks, n), 0, 1 + 1e-12);
        Assert.InRange(RankingMetrics.NdcgRemaining(ranks, n), 0, 1 + 1e-12);
    });

    [Fact]
    public void OneRelevantProduct_MetricsOfAllThatRemain_AreThoseOfTheNext() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).Sample((rank, n) =>
    {
        Assert.Equal(RankingMetrics.HitRate(rank, n), RankingMetrics.Recall([rank], n));
        Assert.Equal(RankingMetrics.ReciprocalRank(rank, n), RankingMetrics.AveragePrecision([rank], n), 12);
        Assert.Equal(RankingMetrics.NdcgNext(rank, n), RankingMetrics.NdcgRemaining([rank], n), 12);
    });
}
