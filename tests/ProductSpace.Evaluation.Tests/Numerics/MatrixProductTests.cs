using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Tests.Numerics;

public class MatrixProductTests
{
    /// <summary>Sizes below, at and across the vectors' width and the tiles: each path and each overlap.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 3, 5, 2 }, { 4, 7, 16 }, { 5, 100, 32 }, { 7, 3, 37 }, { 2, 9, 33 }, { 1, 20, 300 }, { 33, 16, 101 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_AnySize_EqualsPlainSumsToTheBit(int rows, int inner, int columns)
    {
        Check<float>(rows, inner, columns);
        Check<double>(rows, inner, columns);
    }

    [Fact]
    public void Multiply_ManyThreads_SameBits()
    {
        float[] a = Random<float>(500 * 90, 1);
        float[] b = Random<float>(90 * 64, 2);
        float[] one = new float[500 * 64];
        float[] many = new float[500 * 64];
        new Workers(1).Multiply(a, b, one, 500, 90, 64);
        new Workers(5).Multiply(a, b, many, 500, 90, 64);
        Assert.Equal(one, many);
    }

    private static void Check<T>(int rows, int inner, int columns)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        T[] a = Random<T>(rows * inner, 1);
        T[] transposed = new T[a.Length];
        Lanes.Transpose<T>(a, rows, inner, transposed);
        T[] b = Random<T>(inner * columns, 2);
        T[] expected = new T[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < inner; k++)
                {
                    expected[(i * columns) + j] += a[(i * inner) + k] * b[(k * columns) + j];
                }
            }
        }

        T[] actual = new T[rows * columns];
        MatrixProduct.Multiply(a, inner, 1, b, actual, rows, inner, columns);
        Assert.Equal(expected, actual);
        Array.Clear(actual);
        MatrixProduct.Multiply(transposed, 1, rows, b, actual, rows, inner, columns);
        Assert.Equal(expected, actual);
    }

    private static T[] Random<T>(int count, int seed)
        where T : System.Numerics.INumberBase<T>
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() - .5))];
    }
}
