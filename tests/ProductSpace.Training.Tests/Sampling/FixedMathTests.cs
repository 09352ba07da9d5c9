using ProductSpace.Training.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Tests.Sampling;

public class FixedMathTests
{
    [Fact]
    public void Log_ManyNumbers_AgreesWithTheSystem()
    {
        for (double value = 1e-110; value < 1e100; value *= 1.37)
        {
            double exact = Math.Log(value);
            Assert.InRange(Math.Abs(FixedMath.Log(value) - exact), 0, 1e-13 * Math.Max(1, Math.Abs(exact)));
        }

        Assert.Equal(0, FixedMath.Log(1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(0.75)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Pow_Counts_AgreesWithTheSystem(double power)
    {
        for (double count = 1; count < 1e12; count = Math.Ceiling(count * 1.9))
        {
            double exact = Math.Pow(count, power);
            Assert.InRange(Math.Abs(FixedMath.Pow(count, power) - exact), 0, 1e-12 * exact);
        }
    }
}
