namespace ProductSpace.Evaluation.Tests.Networks.Layers;

/// <summary>Compares gradients with finite differences in double precision.</summary>
internal static class Differences
{
    private const double Delta = 1e-5;

    /// <summary>Checks the gradient of each of these values.</summary>
    /// <param name="values">What the loss depends on.</param>
    /// <param name="gradient">The gradient that the code under test computed.</param>
    /// <param name="loss">Computes the loss for the present values.</param>
    public static void Check(Span<double> values, ReadOnlySpan<double> gradient, Func<double> loss)
    {
        double greatest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            values[i] = value + Delta;
            double above = loss();
            values[i] = value - Delta;
            double below = loss();
            values[i] = value;
            Assert.Equal((above - below) / (2 * Delta), gradient[i], 1e-7);
            greatest = Math.Max(greatest, Math.Abs(gradient[i]));
        }

        Assert.True(greatest > 1e-4, "a gradient of zeros would prove nothing");
    }

    /// <summary>Random numbers between -1 and 1.</summary>
    public static double[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 2) - 1)];
    }

    /// <summary>A loss that makes every output count: the sum of the outputs times fixed random numbers.</summary>
    public static double Weigh(ReadOnlySpan<double> outputs, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            sum += outputs[i] * weights[i];
        }

        return sum;
    }
}
