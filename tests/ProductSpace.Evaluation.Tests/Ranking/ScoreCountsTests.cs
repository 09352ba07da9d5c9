using CsCheck;
using ProductSpace.Evaluation.Ranking;

namespace ProductSpace.Evaluation.Tests.Ranking;

public class ScoreCountsTests
{
    [Fact]
    public void Counts_AnyScores_AreThoseOfALoop() => Gen.Select(Gen.Int[-3, 3].Select(number => (float)number).Array[0, 70], Gen.Int[-3, 3]).Sample((scores, threshold) =>
    {
        Assert.Equal(scores.Count(score => score > threshold), ScoreCounts.Above(scores, threshold));
        Assert.Equal(scores.Count(score => score >= threshold), ScoreCounts.AtLeast(scores, threshold));
    });

    [Fact]
    public void Counts_ScoresThatAreNoNumbers_AreNeither()
    {
        float[] scores = [.. Enumerable.Repeat(float.NaN, 37)];
        Assert.Equal(0, ScoreCounts.Above(scores, float.NegativeInfinity));
        Assert.Equal(0, ScoreCounts.AtLeast(scores, float.NegativeInfinity));
    }
}
