using CsCheck;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class QueryLossTests
{
    [Fact]
    public void Sums_AnyLength_AreThoseOfPlainLoops() =>
        Gen.Select(Gen.Int[1, 130], Gen.ULong).Sample((length, seed) =>
        {
            SeededRandom random = new(seed);
            double[] unit = [.. Enumerable.Range(0, length).Select(_ => (double)random.NextInt(2001) / 1000 - 1)];
            float[] mean = [.. Enumerable.Range(0, length).Select(_ => ((float)random.NextInt(2001) / 1000) - 1)];
            sbyte[] codes = [.. Enumerable.Range(0, length).Select(_ => (sbyte)(random.NextInt(127) - 63))];
            Assert.Equal(unit.Zip(mean, (a, b) => a * b).Sum(), QueryLoss.Dot(unit, mean), 1e-9);
            Assert.Equal(codes.Sum(code => code), QueryLoss.Sum(codes));
            Assert.Equal(mean.Zip(codes, (a, b) => (a - (b * 0.01)) * (a - (b * 0.01))).Sum(), QueryLoss.Square(mean, codes, 0.01), 1e-9);
        });
}
