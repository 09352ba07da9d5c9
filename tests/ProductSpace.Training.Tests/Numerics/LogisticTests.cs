using System.Runtime.Intrinsics;
using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.Tests.Numerics;

public class LogisticTests
{
    [Fact]
    public void Of_ManyNumbers_AgreesWithFloat64()
    {
        double worst = 0;
        for (float x = -29.9f; x < 29.9f; x += 0.00713f)
        {
            double exact = 1 / (1 + Math.Exp(-x));
            worst = Math.Max(worst, Math.Abs(Logistic.Of(Vector128.Create(x))[0] - exact) / exact);
        }

        Assert.InRange(worst, 1e-9, 2e-6);
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1000, 1)]
    [InlineData(float.NegativeInfinity, 1e-13)]
    [InlineData(-1000, 1e-13)]
    [InlineData(0, 0.5)]
    public void Of_ExtremeNumber_StaysBetweenZeroAndOne(float x, double expected)
    {
        float value = Logistic.Of(Vector128.Create(x))[0];
        Assert.InRange(value, float.Epsilon, 1f);
        Assert.Equal(expected, value, 1e-12);
    }
}
