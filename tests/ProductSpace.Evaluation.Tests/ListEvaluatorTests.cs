namespace ProductSpace.Evaluation.Tests;

/// <summary>Lists made by somebody else: places, modes, edges.</summary>
public class ListEvaluatorTests
{
    private const int Never = RankingMetrics.NotRanked;

    [Fact]
    public void Add_RepeatsAllowed_RanksByPlace()
    {
        ListEvaluator evaluator = new(10);
        evaluator.Add([3, 1, 4, 5], [1], [4, 3, 4, 9], session: 7);
        RankingResult result = evaluator.ToResult();
        Assert.Equal([3], result.NextRanks.ToArray());
        Assert.Equal([1, 3, Never], result.RemainingRanks(0).ToArray());
        Assert.Equal([7], result.Sessions.ToArray());
        Assert.Equal(1.0 / 3, result.Mean(RankingMetric.ReciprocalRank, 20), 12);
        Assert.Equal(2.0 / 3, result.Mean(RankingMetric.Recall, 20), 12);
    }

    [Theory]
    [InlineData(RepeatMode.Allowed, 4)]
    [InlineData(RepeatMode.CurrentExcluded, 3)]
    [InlineData(RepeatMode.ViewedExcluded, 2)]
    public void Add_ExcludedProducts_LeaveTheirPlaces(RepeatMode mode, int rank)
    {
        ListEvaluator evaluator = new(10, mode);
        evaluator.Add([1, 2, 5, 4], [1, 2], [4], session: 0);
        Assert.Equal([rank], evaluator.ToResult().NextRanks.ToArray());
    }

    [Fact]
    public void Add_TargetExcluded_IsMissedAndCounted()
    {
        ListEvaluator evaluator = new(10, RepeatMode.CurrentExcluded);
        evaluator.Add([2, 1], [2], [2], session: 0);
        evaluator.Add([2, 1], [2], [1], session: 0);
        RankingResult result = evaluator.ToResult();
        Assert.Equal([Never, 1], result.NextRanks.ToArray());
        Assert.Equal(1, result.ExcludedTargets);
        Assert.Equal(0.5, result.Mean(RankingMetric.HitRate, 20));
    }

    [Fact]
    public void Add_UnknownTargetAndEmptyList_CountAsMissed()
    {
        ListEvaluator evaluator = new(3);
        evaluator.Add([], [0], [1], session: 0);
        evaluator.Add([1, 2], [0], [-5], session: 1);
        evaluator.Add([1, 2], [0], [3], session: 1);
        RankingResult result = evaluator.ToResult();
        Assert.Equal(0, result.Mean(RankingMetric.HitRate, 20));
        Assert.Equal(3, result.Count);
        Assert.Equal(1, result.Unanswered);
        Assert.Equal(2, result.UnknownTargets);
    }

    [Fact]
    public void Coverage_SeveralLists_CountsCandidatesWithinN()
    {
        ListEvaluator evaluator = new(8);
        evaluator.Add([0, 1, 2], [7], [1], session: 0);
        evaluator.Add([1, 0, 3], [7], [1], session: 0);
        RankingResult result = evaluator.ToResult();
        Assert.Equal(2.0 / 8, result.Coverage(1));
        Assert.Equal(2.0 / 8, result.Coverage(2));
        Assert.Equal(4.0 / 8, result.Coverage(3));
        Assert.Equal(4.0 / 8, result.Coverage(1000));
    }

    [Fact]
    public void Add_WrongList_IsRefused()
    {
        ListEvaluator evaluator = new(3);
        Assert.Throws<ArgumentException>(() => evaluator.Add([1, 1], [0], [1], session: 0));
        Assert.Throws<ArgumentException>(() => evaluator.Add([3], [0], [1], session: 0));
        Assert.Throws<ArgumentException>(() => evaluator.Add([1], [0], [], session: 0));
        Assert.Equal(0, evaluator.ToResult().Count);
    }

    [Fact]
    public void Mean_NoPrediction_IsNotANumber() => Assert.Equal(double.NaN, new ListEvaluator(3).ToResult().Mean(RankingMetric.HitRate, 20));
}
