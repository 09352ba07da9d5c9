using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>
/// How far the exact form may be off a float64 cosine: half a step of the row times the sum of the query's magnitudes.
/// For directions spread over the dimensions that is 2e-5 in practice; one number near 1 makes the step, and so the error, larger.
/// </summary>
public class ExactRowsBoundTests
{
    [Fact]
    public void Similarity_EveryDimensionTo512_SpreadWithin2e5()
    {
        double worst = 0;
        for (int dimension = 1; dimension <= 512; dimension++)
        {
            worst = Math.Max(worst, Worst(dimension, spike: 0, out double excess));
            Assert.True(excess <= 0, $"D {dimension}: beyond the bound by {excess}");
        }

        Assert.True(worst <= 2e-5, $"off by {worst}");
    }

    [Fact]
    public void Similarity_RowsWithOneLargeNumber_WithinTheStatedBound()
    {
        foreach (int dimension in new[] { 2, 16, 100, 300, 512 })
        {
            foreach (double spike in new[] { 3.0, 30, 1000 })
            {
                double worst = Worst(dimension, spike, out double excess);
                Assert.True(excess <= 0, $"D {dimension}, spike {spike}: off by {worst}, beyond the bound by {excess}");
            }
        }
    }

    /// <summary>A row made to lose: all numbers but one are just below half a step, and the query adds them up.</summary>
    [Fact]
    public void Similarity_RowMadeToLose_NeedsTheWholeBound()
    {
        const int dimension = 512;
        double[] row = new double[dimension];
        double[] query = new double[dimension];
        Array.Fill(row, 0.49 / short.MaxValue);
        Array.Fill(query, 1);
        row[0] = 1;
        UnitVector.Normalise(row);
        UnitVector.Normalise(query);
        using AlignedBuffer<byte> bytes = new((dimension * 2) + ExactRows.SlackBytes);
        using AlignedBuffer<float> scales = new(1);
        scales.View[0] = ExactRows.Encode(row, MemoryMarshal.Cast<byte, short>(bytes.View.Slice(0, dimension * 2)));
        ExactQuery exactQuery = new();
        exactQuery.EnsureCapacity(dimension);
        query.CopyTo(exactQuery.Unit, 0);
        exactQuery.Split(dimension);
        double cosine = row.Zip(query, (a, b) => a * b).Sum();
        double error = Math.Abs(cosine - new ExactRows(bytes.View, scales.View, 1, dimension).Similarity(0, exactQuery));
        Assert.InRange(error, 3e-4, 0.5 * scales.View[0] * query.Sum(Math.Abs));
    }

    private static double Worst(int dimension, double spike, out double excess)
    {
        const int rows = 4;
        SeededRandom random = new((ulong)dimension);
        using AlignedBuffer<byte> bytes = new((rows * dimension * 2) + ExactRows.SlackBytes);
        using AlignedBuffer<float> scales = new(rows);
        double[][] units = new double[rows][];
        for (int row = 0; row < rows; row++)
        {
            units[row] = Unit(ref random, dimension, spike);
            scales.View[row] = ExactRows.Encode(units[row], MemoryMarshal.Cast<byte, short>(bytes.View.Slice(row * dimension * 2, dimension * 2)));
        }

        ExactRows exact = new(bytes.View, scales.View, rows, dimension);
        ExactQuery exactQuery = new();
        exactQuery.EnsureCapacity(dimension);
        double worst = 0;
        excess = double.NegativeInfinity;
        for (int round = 0; round < 10; round++)
        {
            double[] query = Unit(ref random, dimension, spike: 0);
            query.CopyTo(exactQuery.Unit, 0);
            exactQuery.Split(dimension);
            double magnitudes = query.Sum(Math.Abs);
            for (int row = 0; row < rows; row++)
            {
                double cosine = 0;
                for (int i = 0; i < dimension; i++)
                {
                    cosine += units[row][i] * query[i];
                }

                double error = Math.Abs(Math.Clamp(cosine, -1, 1) - exact.Similarity(row, exactQuery));
                worst = Math.Max(worst, error);

                // The scale is a float32: its rounding and the query's 28 bits add some 1e-7.
                excess = Math.Max(excess, error - ((0.5 * scales.View[row] * magnitudes) + 3e-7));
            }
        }

        return worst;
    }

    private static double[] Unit(ref SeededRandom random, int dimension, double spike)
    {
        double[] vector = new double[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = TestShop.Normal(ref random);
        }

        vector[random.NextInt(dimension)] += spike + 1e-3;
        UnitVector.Normalise(vector);
        return vector;
    }
}
