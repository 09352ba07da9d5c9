using ProductSpace.Evaluation.Attribution;

namespace ProductSpace.Evaluation.Tests.Attribution;

public class SnipsTests
{
    [Fact]
    public void Estimate_ByHand_IsTheWeightedMean()
    {
        SnipsEstimate estimate = Snips.Estimate([1, 0, 1], [.5f, .25f, .125f], [1, 2, 1]);
        Assert.Equal((2 + 8) / 18.0, estimate.Rate.Mean, 12);
        Assert.Equal(18 * 18 / (4.0 + 64 + 64), estimate.EffectiveSize, 12);
        Assert.Equal(0, estimate.Cut);
    }

    [Fact]
    public void Estimate_EqualPropensities_IsTheMean()
    {
        double[] rewards = [.. Enumerable.Range(0, 200).Select(i => i % 4 == 0 ? 1.0 : 0)];
        SnipsEstimate estimate = Snips.Estimate(rewards, [.. rewards.Select(_ => .3f)]);
        BootstrapInterval mean = Bootstrap.Mean(rewards);
        Assert.Equal(mean.Mean, estimate.Rate.Mean, 12);
        Assert.Equal(mean.Low, estimate.Rate.Low, 12);
        Assert.Equal(200, estimate.EffectiveSize, 9);
    }

    [Fact]
    public void Estimate_HugeWeight_IsCutAndCounted()
    {
        double[] rewards = [1, .. new double[99]];
        float[] propensities = [1e-6f, .. Enumerable.Repeat(1f, 99)];
        SnipsEstimate whole = Snips.Estimate(rewards, propensities, maxWeight: 1e9);
        SnipsEstimate cut = Snips.Estimate(rewards, propensities, maxWeight: 2);
        Assert.Equal((0, 1), (whole.Cut, cut.Cut));
        Assert.True(whole.Rate.Mean > .999 && whole.EffectiveSize < 1.01, $"{whole}");
        Assert.True(cut.Rate.Mean < whole.Rate.Mean, $"{cut}");
    }

    /// <summary>The interval holds the truth about as often as it says.</summary>
    [Fact]
    public void Estimate_ManyLogs_CoversTheTruth()
    {
        int covered = 0;
        const int logs = 200;
        for (int log = 0; log < logs; log++)
        {
            Random random = new(log);
            double[] rewards = new double[600];
            float[] propensities = new float[600];
            for (int i = 0; i < rewards.Length; i++)
            {
                bool isRare = random.NextDouble() < .2;
                propensities[i] = isRare ? .2f : .8f;
                rewards[i] = random.NextDouble() < (isRare ? .5 : .1) ? 1 : 0;
            }

            BootstrapInterval rate = Snips.Estimate(rewards, propensities, confidence: .9, seed: (ulong)log).Rate;
            covered += rate.Low <= .3 && .3 <= rate.High ? 1 : 0;
        }

        Assert.InRange(covered, (int)(.85 * logs), (int)(.95 * logs));
    }

    [Fact]
    public void Estimate_WrongNumbers_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([1], [0f]));
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([1], [1.5f]));
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([1], [.5f], [-1]));
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([1], [.5f], [0]));
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([1, 0], [.5f]));
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([1], [.5f], maxWeight: .5));
        Assert.ThrowsAny<ArgumentException>(() => Snips.Estimate([], []));
    }
}
