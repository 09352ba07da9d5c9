namespace ProductSpace.Evaluation.Tests;

/// <summary>Embeddings judged by hand-made cases: directions, modes, ties, edges.</summary>
public class NextItemEvaluatorTests
{
    private const int Never = RankingMetrics.NotRanked;

    /// <summary>Products on a circle, 10 degrees apart: by cosine the order around a product is plain.</summary>
    private static readonly float[][] s_circle = [.. Enumerable.Range(0, 9).Select(i => new[] { MathF.Cos(i * MathF.PI / 18), MathF.Sin(i * MathF.PI / 18) })];

    /// <summary>
    /// After 0: 0 1 2 3, product 3 is fourth. After 0, 3 (weights .5 and 1) the query stands near 20 degrees, on the side of
    /// 3 (20.1): 2, 3, 1, 4, 0, 5, ... and product 5 is sixth; 3 and 0 stand before it.
    /// </summary>
    [Theory]
    [InlineData(RepeatMode.Allowed, 4, 6)]
    [InlineData(RepeatMode.CurrentExcluded, 3, 5)]
    [InlineData(RepeatMode.ViewedExcluded, 3, 4)]
    public void Evaluate_Circle_RanksByAngle(RepeatMode mode, int afterOne, int afterTwo)
    {
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        NextItemResult result = evaluator.Evaluate([[0, 3, 5]], CandidateScore.SimilarCosine);
        Assert.Equal([afterOne, afterTwo], result[mode].NextRanks.ToArray());
    }

    [Fact]
    public void Evaluate_OutVectors_CosineIgnoresLengthAndDotDoesNot()
    {
        float[][] output = [[0, 1], [0.1f, 0], [5, 5]];
        NextItemEvaluator evaluator = new(3, 2, _ => s_circle[0], product => output[product]);
        Assert.Equal([1], evaluator.Evaluate([[0, 1]], CandidateScore.NextCosine)[RepeatMode.Allowed].NextRanks.ToArray());
        Assert.Equal([2], evaluator.Evaluate([[0, 1]], CandidateScore.NextDot)[RepeatMode.Allowed].NextRanks.ToArray());
    }

    [Theory]
    [InlineData(TieRule.Ordinal, 4)]
    [InlineData(TieRule.Pessimistic, 6)]
    public void Evaluate_AllScoresEqual_FollowsTheTieRule(TieRule ties, int rank)
    {
        NextItemEvaluator evaluator = new(6, 2, _ => s_circle[1]);
        NextItemResult result = evaluator.Evaluate([[5, 3]], CandidateScore.SimilarCosine, new NextItemOptions { Ties = ties });
        Assert.Equal([rank], result[RepeatMode.Allowed].NextRanks.ToArray());
        Assert.Equal([ties == TieRule.Ordinal ? 4 : 5], result[RepeatMode.CurrentExcluded].NextRanks.ToArray());
    }

    [Fact]
    public void Evaluate_UnknownProducts_AreIgnoredAsViewsAndMissedAsTargets()
    {
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        RankingResult result = evaluator.Evaluate([[-1, 2], [4, -7, 4], [3, 99]], CandidateScore.SimilarCosine)[RepeatMode.Allowed];
        Assert.Equal([Never, Never, 1, Never], result.NextRanks.ToArray());
        Assert.Equal(1, result.Unanswered);
        Assert.Equal(2, result.UnknownTargets);
        Assert.Equal([0, 1, 1, 2], result.Sessions.ToArray());
    }

    [Fact]
    public void Evaluate_TargetExcluded_IsMissedAndCounted()
    {
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        NextItemResult result = evaluator.Evaluate([[4, 4], [4, 5, 4]], CandidateScore.SimilarCosine);
        Assert.Equal(0, result[RepeatMode.Allowed].ExcludedTargets);
        Assert.Equal(1, result[RepeatMode.CurrentExcluded].ExcludedTargets);
        Assert.Equal(2, result[RepeatMode.ViewedExcluded].ExcludedTargets);
        Assert.Equal(Never, result[RepeatMode.CurrentExcluded].NextRanks[0]);
        Assert.Equal(Never, result[RepeatMode.ViewedExcluded].NextRanks[0]);
        Assert.Equal(Never, result[RepeatMode.ViewedExcluded].NextRanks[2]);
        Assert.InRange(result[RepeatMode.ViewedExcluded].NextRanks[1], 1, 2);
    }

    [Fact]
    public void Evaluate_Remaining_AreDistinctAndAscending()
    {
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        RankingResult result = evaluator.Evaluate([[0, 3, 1, 3, -1]], CandidateScore.SimilarCosine)[RepeatMode.Allowed];
        Assert.Equal([2, 4, Never], result.RemainingRanks(0).ToArray());
    }

    [Fact]
    public void Evaluate_NextOnly_RanksTheSameAndRefusesTheRest()
    {
        SmallShop shop = SmallShop.Random(1, 40, 5, 20, 8);
        RankingResult all = shop.Evaluator.Evaluate(shop.Sessions, CandidateScore.NextDot)[RepeatMode.Allowed];
        RankingResult next = shop.Evaluator.Evaluate(shop.Sessions, CandidateScore.NextDot, new NextItemOptions { NextOnly = true })[RepeatMode.Allowed];
        Assert.Equal(all.NextRanks.ToArray(), next.NextRanks.ToArray());
        Assert.Throws<InvalidOperationException>(() => next.Mean(RankingMetric.Recall, 20));
    }

    [Fact]
    public void Evaluate_Coverage_CountsTheListsOfEachMode()
    {
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        NextItemResult result = evaluator.Evaluate([[0, 1], [8, 1]], CandidateScore.SimilarCosine, new NextItemOptions { CoverageDepth = 2 });
        Assert.Equal(2.0 / 9, result[RepeatMode.Allowed].Coverage(1));
        Assert.Equal(4.0 / 9, result[RepeatMode.ViewedExcluded].Coverage(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => result[RepeatMode.Allowed].Coverage(3));
    }

    [Fact]
    public void Evaluate_NoSessionOfTwoViews_HasNoPrediction()
    {
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        Assert.Equal(0, evaluator.Evaluate([], CandidateScore.SimilarCosine).Count);
        Assert.Equal(0, evaluator.Evaluate([[1], []], CandidateScore.SimilarCosine).Count);
    }

    [Fact]
    public void Evaluate_WrongVectors_AreRefused()
    {
        int[][] sessions = [[0, 1]];
        Assert.Throws<ArgumentException>(() => new NextItemEvaluator(9, 3, product => s_circle[product]).Evaluate(sessions, CandidateScore.SimilarCosine));
        Assert.Throws<ArgumentException>(() => new NextItemEvaluator(9, 2, _ => new[] { 1, float.NaN }).Evaluate(sessions, CandidateScore.SimilarCosine));
        Assert.Throws<ArgumentException>(() => new NextItemEvaluator(9, 2, _ => new[] { 1, float.NaN }, product => s_circle[product]).Evaluate(sessions, CandidateScore.NextDot));
        Assert.Throws<ArgumentException>(() => new NextItemEvaluator(9, 2, product => s_circle[product]).Evaluate(sessions, CandidateScore.NextCosine));
    }

    [Fact]
    public void Evaluate_Cancelled_Throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        NextItemEvaluator evaluator = new(9, 2, product => s_circle[product]);
        Assert.Throws<OperationCanceledException>(() => evaluator.Evaluate([[0, 1]], CandidateScore.SimilarCosine, null, null, source.Token));
    }
}
