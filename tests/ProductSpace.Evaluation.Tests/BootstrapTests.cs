namespace ProductSpace.Evaluation.Tests;

/// <summary>Intervals: the same from a seed, as wide as theory says, by groups where groups are given.</summary>
public class BootstrapTests
{
    private static readonly double[] s_coins = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))];

    [Fact]
    public void Mean_SameSeed_IsTheSameInterval()
    {
        Assert.Equal(Bootstrap.Mean(s_coins, seed: 3), Bootstrap.Mean(s_coins, seed: 3));
        Assert.NotEqual(Bootstrap.Mean(s_coins, resamples: 5001, seed: 3), Bootstrap.Mean(s_coins, resamples: 5001, seed: 4));
    }

    [Fact]
    public void Mean_FourHundredCoins_IsAsWideAsTheNormalInterval()
    {
        BootstrapInterval interval = Bootstrap.Mean(s_coins, resamples: 10_000);
        Assert.Equal(0.5, interval.Mean);
        Assert.InRange(interval.High - interval.Low, 2 * 1.96 * 0.025 * 0.9, 2 * 1.96 * 0.025 * 1.1);
    }

    [Fact]
    public void Mean_GroupsOfEqualValues_IsWiderThanWithout()
    {
        // Four predictions of a session that all fail or succeed are one witness: the interval doubles.
        double[] values = [.. Enumerable.Range(0, 400).Select(i => (double)(i / 4 % 2))];
        int[] groups = [.. Enumerable.Range(0, 400).Select(i => i / 4)];
        BootstrapInterval alone = Bootstrap.Mean(values, resamples: 10_000);
        BootstrapInterval grouped = Bootstrap.Mean(values, groups, resamples: 10_000);
        Assert.InRange((grouped.High - grouped.Low) / (alone.High - alone.Low), 1.7, 2.3);
    }

    [Fact]
    public void Mean_OneGroup_HasNoWidth() => Assert.Equal(new BootstrapInterval(0.5, 0.5, 0.5), Bootstrap.Mean([0, 1], [9, 9]));

    [Fact]
    public void Mean_WiderConfidence_ContainsTheNarrower()
    {
        BootstrapInterval narrow = Bootstrap.Mean(s_coins, confidence: 0.8);
        BootstrapInterval wide = Bootstrap.Mean(s_coins, confidence: 0.99);
        Assert.True(wide.Low < narrow.Low && narrow.High < wide.High);
    }

    [Fact]
    public void Difference_SmallSteadyGain_ExcludesZeroWhereTwoIntervalsOverlap()
    {
        double[] better = [.. s_coins.Select((value, i) => i % 40 == 0 ? 1 : value)];
        BootstrapInterval difference = Bootstrap.Difference(better, s_coins);
        Assert.Equal(10 / 400.0, difference.Mean, 12);
        Assert.True(difference.ExcludesZero);
        Assert.True(Bootstrap.Mean(better).Low < Bootstrap.Mean(s_coins).High);
    }

    [Fact]
    public void Difference_ItselfAndItself_IsZero() => Assert.False(Bootstrap.Difference(s_coins, s_coins).ExcludesZero);

    [Fact]
    public void EveryCall_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Difference([1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], confidence: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], resamples: 10));
    }
}
