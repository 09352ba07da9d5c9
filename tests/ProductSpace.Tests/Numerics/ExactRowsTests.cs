using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class ExactRowsTests
{
    /// <summary>Halves, which round to even, and both ends among them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(27)]
    [InlineData(100)]
    public void SplitQuery_AnyNumbers_RoundsAsPlainLoops(int dimension)
    {
        SeededRandom random = new(5);
        double[] unit = new double[dimension];
        for (int round = 0; round < 50; round++)
        {
            for (int i = 0; i < dimension; i++)
            {
                double units = random.NextInt((1 << 29) + 1) - (1 << 28);
                unit[i] = (units + (0.5 * random.NextInt(2))) / (1 << 28);
                unit[i] = Math.Min(unit[i], 1);
            }

            short[] high = new short[ExactRows.PlaneLength(dimension)];
            short[] low = new short[high.Length];
            Array.Fill(high, (short)-1);
            Array.Fill(low, (short)-1);
            ExactRows.SplitQuery(unit, high, low);
            for (int i = 0; i < high.Length; i++)
            {
                int value = i < dimension ? (int)Math.Round(unit[i] * (1 << 28)) : 0;
                Assert.Equal(value, (high[i] << ExactRows.PlaneBits) + low[i]);
                Assert.InRange(low[i], 0, (1 << ExactRows.PlaneBits) - 1);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(512)]
    public void Similarity_AnyDimension_AgreesWithFloat64(int dimension)
    {
        SeededRandom random = new((ulong)dimension);
        const int rows = 50;
        using AlignedBuffer<byte> bytes = new((rows * dimension * 2) + ExactRows.SlackBytes);
        using AlignedBuffer<float> scales = new(rows);
        double[][] units = new double[rows][];
        for (int row = 0; row < rows; row++)
        {
            units[row] = Unit(ref random, dimension, spiky: row % 5 == 0);
            scales.View[row] = ExactRows.Encode(units[row], MemoryMarshal.Cast<byte, short>(bytes.View.Slice(row * dimension * 2, dimension * 2)));
        }

        ExactRows exact = new(bytes.View, scales.View, rows, dimension);
        ExactQuery exactQuery = new();
        exactQuery.EnsureCapacity(dimension);
        for (int round = 0; round < 20; round++)
        {
            double[] query = Unit(ref random, dimension, spiky: round % 3 == 0);
            query.CopyTo(exactQuery.Unit, 0);
            exactQuery.Split(dimension);
            for (int row = 0; row < rows; row++)
            {
                double cosine = 0;
                for (int i = 0; i < dimension; i++)
                {
                    cosine += units[row][i] * query[i];
                }

                // A row with one number near 1 has a coarse scale for the others.
                Assert.Equal(cosine, exact.Similarity(row, exactQuery), row % 5 == 0 ? 6e-5 : 2e-5);
            }
        }
    }

    private static double[] Unit(ref SeededRandom random, int dimension, bool spiky)
    {
        double[] vector = new double[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = TestShop.Normal(ref random);
        }

        vector[0] += spiky ? 30 : 1e-3;
        UnitVector.Normalise(vector);
        return vector;
    }
}
