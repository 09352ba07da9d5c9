using ProductSpace.Evaluation.Comparing;

namespace ProductSpace.Evaluation.Tests.Comparing;

public class SeedIntervalTests
{
    /// <summary>Differences .1, .2, .3: mean .2, standard error .1 / sqrt 3, t of 2 degrees 4.303.</summary>
    [Fact]
    public void Difference_ThreeSeeds_IsThatOfStudent()
    {
        BootstrapInterval interval = SeedInterval.Difference([.5, .7, .9], [.4, .5, .6])!.Value;
        Assert.Equal(.2, interval.Mean, 12);
        Assert.Equal(.2 - (4.303 * .1 / Math.Sqrt(3)), interval.Low, 9);
        Assert.Equal(.2 + (4.303 * .1 / Math.Sqrt(3)), interval.High, 9);
    }

    [Fact]
    public void Difference_OneWithoutSeeds_StandsForAll()
    {
        BootstrapInterval interval = SeedInterval.Difference([.3], [.1, .2])!.Value;
        Assert.Equal(.15, interval.Mean, 12);
        Assert.Equal(.15 - (12.706 * .05), interval.Low, 9);
        Assert.Null(SeedInterval.Difference([.3], [.1]));
    }

    /// <summary>Of 2,000 comparisons without a difference, one in twenty excludes zero.</summary>
    [Fact]
    public void Difference_NoDifference_ExcludesZeroInOneOfTwenty()
    {
        Random random = new(3);
        double[] Draw() => [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()))];
        int excluded = Enumerable.Range(0, 2000).Count(_ => SeedInterval.Difference(Draw(), Draw())!.Value.ExcludesZero);
        Assert.InRange(excluded, 70, 130);
    }

    /// <summary>Beyond the table the normal quantile.</summary>
    [Fact]
    public void Difference_ManySeeds_IsNormal()
    {
        double[] first = [.. Enumerable.Range(0, 40).Select(seed => seed % 2 == 0 ? 1.0 : 3.0)];
        BootstrapInterval interval = SeedInterval.Difference(first, [0])!.Value;
        double deviation = Math.Sqrt(40.0 / 39);
        Assert.Equal(2 - (1.96 * deviation / Math.Sqrt(40)), interval.Low, 9);
    }
}
