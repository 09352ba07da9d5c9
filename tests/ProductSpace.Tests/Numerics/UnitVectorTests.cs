using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The quick look for a direction says what scaling would find.</summary>
public sealed class UnitVectorTests
{
    [Fact]
    public void HasDirection_AnyNumberAtAnyPlace_AsNormaliseFinds()
    {
        float[] special = [0, -0f, float.Epsilon, -float.Epsilon, 1, -1, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        foreach (int length in new[] { 1, 7, 8, 9, 16, 100 })
        {
            foreach (float rest in new[] { 0f, -0f, 1f })
            {
                foreach (float value in special)
                {
                    float[] vector = new float[length];
                    for (int place = 0; place < length; place++)
                    {
                        Array.Fill(vector, rest);
                        vector[place] = value;
                        Assert.Equal(UnitVector.Normalise(vector, new double[length]) > 0, UnitVector.HasDirection(vector));
                    }
                }
            }
        }

        Assert.False(UnitVector.HasDirection([]));
    }

    /// <summary>Whole vectors, their tails, and both together.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void Elementwise_AnyLength_HasTheBitsOfPlainLoops(int length)
    {
        SeededRandom random = new(3);
        double[] numbers = new double[length];
        foreach (ref double number in numbers.AsSpan())
        {
            number = TestShop.Normal(ref random) / 3.0;
        }

        float[] rounded = new float[length + 1];
        UnitVector.Round(numbers, rounded);
        double[] widened = new double[length + 1];
        UnitVector.Widen(rounded.AsSpan(0, length), widened);
        double[] sum = [.. numbers, 7];
        UnitVector.AddScaled(numbers, 0.7, sum);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal((float)numbers[i], rounded[i]);
            Assert.Equal(rounded[i], widened[i]);
            Assert.Equal(numbers[i] + (numbers[i] * 0.7), sum[i]);
        }

        Assert.Equal((0f, 0.0, 7.0), (rounded[length], widened[length], sum[length]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(103)]
    public void Dot_FloatAndDouble_AddsEightLanesInOrder(int length)
    {
        SeededRandom random = new(4);
        float[] left = new float[length];
        double[] right = new double[length];
        double[] lanes = new double[8];
        for (int i = 0; i < length; i++)
        {
            left[i] = TestShop.Normal(ref random);
            right[i] = TestShop.Normal(ref random) / 3.0;
            if (i < length / 8 * 8)
            {
                lanes[i % 8] += left[i] * right[i];
            }
        }

        double sum = lanes[0] + lanes[4];
        for (int lane = 1; lane < 4; lane++)
        {
            sum += lanes[lane] + lanes[lane + 4];
        }

        for (int i = length / 8 * 8; i < length; i++)
        {
            sum += left[i] * right[i];
        }

        Assert.Equal(sum, GivenDot.Dot(left, right));
    }
}
