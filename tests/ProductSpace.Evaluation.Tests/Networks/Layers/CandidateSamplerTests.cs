using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Tests.Networks.Layers;

public class CandidateSamplerTests
{
    private static readonly long[] s_counts = [400, 200, 100, 50, 50, 20, 10, 10, 5, 1];

    [Fact]
    public void AliasTable_Draws_FollowTheWeights()
    {
        AliasTable table = new([1, 0, 3, 4]);
        SeededRandom random = new(5);
        int[] drawn = new int[4];
        for (int i = 0; i < 80_000; i++)
        {
            drawn[table.Draw(ref random)]++;
        }

        Assert.Equal(0, drawn[1]);
        Assert.InRange(drawn[0], 9_600, 10_400);
        Assert.InRange(drawn[2], 29_400, 30_600);
        Assert.InRange(drawn[3], 39_400, 40_600);
    }

    /// <summary>logQ is what its name says: the share of steps that have the product among their candidates.</summary>
    [Fact]
    public void LogQ_ManySteps_IsTheShareOfStepsWithTheProduct()
    {
        const int Steps = 20_000;
        CandidateSampler sampler = new(s_counts, samples: 6, targets: 3, power: 0.5);
        AliasTable targets = new(Array.ConvertAll(s_counts, count => (double)count));
        SeededRandom random = new(5);
        int[] seen = new int[s_counts.Length];
        HashSet<int> step = [];
        for (int i = 0; i < Steps; i++)
        {
            step.Clear();
            foreach (int product in sampler.Draw(ref random))
            {
                step.Add(product);
            }

            for (int j = 0; j < 3; j++)
            {
                step.Add(targets.Draw(ref random));
            }

            foreach (int product in step)
            {
                seen[product]++;
            }
        }

        for (int i = 0; i < seen.Length; i++)
        {
            Assert.Equal(Math.Exp(sampler.LogQ[i]), (double)seen[i] / Steps, 0.012);
        }
    }

    /// <summary>
    /// What logQ is for: over many draws the gradient points where that of the full softmax does. Without it, popular products
    /// are pushed down too much.
    /// </summary>
    [Fact]
    public void LogQ_Subtracted_GradientIsNearThatOfTheFullSoftmax()
    {
        long[] counts = [.. Enumerable.Range(1, 60).Select(place => 2_000L / place)];
        double[] full = MeanGradient(counts, 100, logQ: 1, steps: 1);
        double corrected = Distance(full, MeanGradient(counts, 25, logQ: 1, steps: 200));
        double plain = Distance(full, MeanGradient(counts, 25, logQ: 0, steps: 200));
        Assert.True(corrected < .5 * plain, $"{corrected} against {plain}");
    }

    [Fact]
    public void Draw_AsManySamplesAsProducts_ListsAll()
    {
        CandidateSampler sampler = new(s_counts, samples: 10, targets: 3, power: 0.5);
        SeededRandom random = new(1);
        Assert.True(sampler.IsFull);
        Assert.Equal(Enumerable.Range(0, 10), sampler.Draw(ref random).ToArray());
    }

    private static double Distance(double[] first, double[] second) =>
        Math.Sqrt(first.Zip(second, (x, y) => (x - y) * (x - y)).Sum());

    /// <summary>Gradient of the biases of all products, the mean over many steps, each product a target by its count.</summary>
    private static double[] MeanGradient(long[] counts, int samples, double logQ, int steps)
    {
        Workers workers = new(1);
        CandidateSampler sampler = new(counts, samples, 1, 0.75);
        RowParameter<double> rows = new(counts.Length, 1, samples + 1);
        ItemSoftmax<double> output = new(rows, sampler, logQ, 16, workers);
        TargetList<double> targets = new(16);
        SeededRandom random = new(9);
        double[] sum = new double[counts.Length];
        for (int step = 0; step < steps; step++)
        {
            for (int product = 0; product < counts.Length; product++)
            {
                targets.Clear();
                targets.Add(0, product, (double)counts[product] / counts.Sum());
                output.Begin(sampler.Draw(ref random), targets);
                rows.Gather(workers);
                output.Run(targets);
                double[] gradient = Rows.Gradient(rows);
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += gradient[i] / steps;
                }
            }
        }

        return sum;
    }
}
