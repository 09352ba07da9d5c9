using ProductSpace.Evaluation.Linear;

namespace ProductSpace.Evaluation.Tests.Linear;

public class BprPairTests
{
    private const int Length = 6;
    private const double Lambda = 0.3;

    /// <summary>A step is the rate times the slope of the loss, which differences of the loss tell as well.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Step_AllNumbers_FollowTheSlopeOfTheLoss(int seed)
    {
        Random random = new(seed);
        double[] numbers = [.. Enumerable.Range(0, 3 * Length).Select(_ => (2 * random.NextDouble()) - 1)];
        numbers[Length - 1] = 1;
        double[] moved = [.. numbers];
        const double Rate = 1e-3;
        BprPair.Step(
            moved.AsSpan(0, Length),
            moved.AsSpan(Length, Length),
            moved.AsSpan(2 * Length, Length),
            Rate,
            Lambda,
            new double[Length]);
        Assert.Equal(1, moved[Length - 1]);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i != Length - 1)
            {
                Assert.Equal(Slope(numbers, i), (numbers[i] - moved[i]) / Rate, 1e-7);
            }
        }
    }

    private static double Slope(double[] numbers, int at)
    {
        const double Small = 1e-5;
        double[] up = [.. numbers], down = [.. numbers];
        up[at] += Small;
        down[at] -= Small;
        return (Loss(up) - Loss(down)) / (2 * Small);
    }

    private static double Loss(double[] numbers)
    {
        double difference = 0;
        for (int i = 0; i < Length; i++)
        {
            difference += numbers[i] * (numbers[Length + i] - numbers[(2 * Length) + i]);
        }

        // The constant 1 of the session adds the same to every loss.
        return Math.Log(1 + Math.Exp(-difference)) + (Lambda / 2 * numbers.Sum(number => number * number));
    }
}
