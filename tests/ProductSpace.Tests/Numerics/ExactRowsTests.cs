using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class ExactRowsTests
{
    [SkippableFact]
    public void Sum256_AnyDimension_EqualsScalar()
    {
        Skip.IfNot(Avx2.IsSupported);
        SeededRandom random = new(3);
        for (int dimension = 1; dimension <= 512; dimension += dimension < 70 ? 1 : 37)
        {
            short[] row = new short[dimension + 32];
            short[] high = new short[ExactRows.PlaneLength(dimension)];
            short[] low = new short[ExactRows.PlaneLength(dimension)];
            for (int form = 0; form < 4; form++)
            {
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = form == 0 ? short.MinValue : (short)random.NextInt(65536);
                }

                for (int i = 0; i < dimension; i++)
                {
                    high[i] = form == 0 ? (short)-16384 : (short)(random.NextInt(32769) - 16384);
                    low[i] = (short)random.NextInt(16384);
                }

                fixed (short* r = row)
                fixed (short* h = high)
                fixed (short* l = low)
                {
                    Assert.Equal(ExactRows.SumScalar(r, h, l, dimension), ExactRows.Sum256(r, h, l, dimension));
                }
            }
        }
    }

    [Fact]
    public void Similarity_AnyDimension_AgreesWithFloat64Cosine() => Assert.InRange(LargestDifference(lowPlane: true), 0, 2e-5);

    [Fact]
    public void BrokenTwin_WithoutTheLowPlane_IsCaught() => Assert.True(LargestDifference(lowPlane: false) > 2e-5);

    private static double LargestDifference(bool lowPlane)
    {
        SeededRandom random = new(7);
        double largest = 0;
        for (int dimension = 1; dimension <= 512; dimension++)
        {
            float[] product = RandomVector(dimension, ref random);
            float[] query = RandomVector(dimension, ref random);
            using AlignedBuffer<byte> rows = new((dimension * sizeof(short)) + ExactRows.SlackBytes);
            using AlignedBuffer<float> scales = new(1);
            double[] unit = new double[dimension];
            UnitVector.Normalise(product, unit);
            scales.View[0] = ExactRows.Encode(unit, rows.View.Cast<short>().Slice(0, dimension));
            short[] high = new short[ExactRows.PlaneLength(dimension)];
            short[] low = new short[ExactRows.PlaneLength(dimension)];
            UnitVector.Normalise(query, unit);
            ExactRows.SplitQuery(unit, high, low);
            if (!lowPlane)
            {
                Array.Clear(low);
            }

            double similarity = new ExactRows(rows.View, scales.View, 1, dimension).Similarity(0, high, low);
            largest = Math.Max(largest, Math.Abs(similarity - Float64.Cosine(product, query)));
        }

        return largest;
    }

    /// <summary>Numbers of very different sizes, as real embeddings have them.</summary>
    private static float[] RandomVector(int dimension, ref SeededRandom random)
    {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = TestShop.Normal(ref random) * (random.NextInt(8) == 0 ? 20 : 1);
        }

        vector[0] += vector[0] == 0 ? 1 : 0;
        return vector;
    }
}
