namespace ProductSpace.Evaluation.Tests;

/// <summary>Every formula beside numbers worked out by hand.</summary>
public class RankingMetricsTests
{
    private const int Never = RankingMetrics.NotRanked;

    /// <summary>Four relevant products: found at 1, 3 and 6, one never.</summary>
    private static readonly int[] s_ranks = [1, 3, 6, Never];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 3, 1)]
    [InlineData(Never, 1000, 0)]
    public void HitRate_Rank_IsOneWithinN(int rank, int n, double expected) => Assert.Equal(expected, RankingMetrics.HitRate(rank, n));

    [Theory]
    [InlineData(1, 20, 1)]
    [InlineData(4, 20, 0.25)]
    [InlineData(20, 20, 0.05)]
    [InlineData(21, 20, 0)]
    [InlineData(Never, Never - 1, 0)]
    public void ReciprocalRank_Rank_IsCutAtN(int rank, int n, double expected) => Assert.Equal(expected, RankingMetrics.ReciprocalRank(rank, n));

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(3, 10, 0.5)]
    [InlineData(7, 10, 1.0 / 3)]
    [InlineData(11, 10, 0)]
    public void NdcgNext_Rank_IsTheGain(int rank, int n, double expected) => Assert.Equal(expected, RankingMetrics.NdcgNext(rank, n), 12);

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.25)]
    [InlineData(3, 0.5)]
    [InlineData(6, 0.75)]
    [InlineData(1000, 0.75)]
    public void Recall_FourRelevant_IsShareFound(int n, double expected) => Assert.Equal(expected, RankingMetrics.Recall(s_ranks, n));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0.5)]
    [InlineData(3, 2.0 / 3)]
    [InlineData(10, 0.3)]
    public void Precision_FourRelevant_DividesByN(int n, double expected) => Assert.Equal(expected, RankingMetrics.Precision(s_ranks, n), 12);

    [Theory]
    [InlineData(1, 1)] // (1/1) / min(1, 4)
    [InlineData(2, 0.5)] // (1/1) / 2
    [InlineData(3, (1 + (2.0 / 3)) / 3)]
    [InlineData(10, (1 + (2.0 / 3) + (3.0 / 6)) / 4)]
    public void AveragePrecision_FourRelevant_IsAsByHand(int n, double expected) => Assert.Equal(expected, RankingMetrics.AveragePrecision(s_ranks, n), 12);

    [Fact]
    public void NdcgRemaining_FourRelevant_IsAsByHand()
    {
        // Gains at 1, 3, 6: 1, 1/2, 1/log2(7); best list: 1 + 1/log2(3) + 1/2 + 1/log2(5).
        double found = 1 + 0.5 + (1 / 2.807354922057604);
        double best = 1 + (1 / 1.584962500721156) + 0.5 + (1 / 2.321928094887362);
        Assert.Equal(found / best, RankingMetrics.NdcgRemaining(s_ranks, 10), 12);
        Assert.Equal(1, RankingMetrics.NdcgRemaining(s_ranks, 1), 12);
    }

    [Fact]
    public void AllOfThem_PerfectList_AreOne()
    {
        int[] perfect = [1, 2, 3];
        Assert.Equal(1, RankingMetrics.Recall(perfect, 3));
        Assert.Equal(1, RankingMetrics.Precision(perfect, 3));
        Assert.Equal(1, RankingMetrics.AveragePrecision(perfect, 3), 12);
        Assert.Equal(1, RankingMetrics.NdcgRemaining(perfect, 20), 12);
    }

    [Fact]
    public void AllOfThem_NothingRelevant_AreZero()
    {
        Assert.Equal(0, RankingMetrics.Recall([], 5));
        Assert.Equal(0, RankingMetrics.Precision([], 5));
        Assert.Equal(0, RankingMetrics.AveragePrecision([], 5));
        Assert.Equal(0, RankingMetrics.NdcgRemaining([], 5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Never)]
    public void AllOfThem_NOutOfRange_AreRefused(int n)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.HitRate(1, n));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.Recall(s_ranks, n));
    }
}
