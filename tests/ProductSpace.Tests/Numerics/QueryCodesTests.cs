using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class QueryCodesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Encode_AnyNumbers_RoundsAsPlainLoops(int dimension)
    {
        (float[] rotated, sbyte[] codes) = Make(dimension);
        (float step, int sum) = QueryCodes.Encode(rotated, codes);
        float largest = 0;
        foreach (float number in rotated)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        Assert.Equal(largest / CodeRows.Limit, step);
        int expectedSum = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            float number = i < dimension ? MathF.Round(rotated[i] * (CodeRows.Limit / largest)) : 0;
            Assert.Equal((sbyte)number, codes[i]);
            expectedSum += codes[i];
        }

        Assert.Equal(expectedSum, sum);
        Assert.Contains(codes, code => Math.Abs(code) == CodeRows.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public void SquaresOf_Codes_MeasuresLossAndLength(int dimension)
    {
        (float[] rotated, sbyte[] codes) = Make(dimension);
        (float step, _) = QueryCodes.Encode(rotated, codes);
        (double lost, double square) = QueryCodes.SquaresOf(rotated, codes, step);
        double expectedLost = 0;
        double expectedSquare = 0;
        for (int i = 0; i < dimension; i++)
        {
            double difference = rotated[i] - (codes[i] * (double)step);
            expectedLost += difference * difference;
            expectedSquare += rotated[i] * (double)rotated[i];
        }

        Assert.Equal(expectedLost, lost, expectedLost * 1e-12);
        Assert.Equal(expectedSquare, square, expectedSquare * 1e-12);
    }

    [Fact]
    public void Encode_Zero_HasNoCodes()
    {
        sbyte[] codes = new sbyte[64];
        Array.Fill(codes, (sbyte)5);
        Assert.Equal((0f, 0), QueryCodes.Encode(new float[32], codes));
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    private static (float[] Rotated, sbyte[] Codes) Make(int dimension)
    {
        SeededRandom random = new((ulong)dimension);
        float[] rotated = new float[Rotation.PaddedWidth(dimension)];
        for (int i = 0; i < dimension; i++)
        {
            rotated[i] = TestShop.Normal(ref random);
        }

        sbyte[] codes = new sbyte[CodeRows.StrideFor(dimension)];
        Array.Fill(codes, (sbyte)-9);
        return (rotated, codes);
    }
}
