using MathNet.Numerics.LinearAlgebra;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Tables;

public class TiledCholeskyTests
{
    [Theory]
    [InlineData(1, 1e-10)]
    [InlineData(96, 1e-10)]
    [InlineData(97, 1e-10)]
    [InlineData(400, 1e-10)]
    public void Solve_Float64_IsTheInverse(int size, double tolerance) => Check<double>(size, tolerance);

    [Theory]
    [InlineData(97, 1e-5)]
    [InlineData(400, 1e-5)]
    public void Solve_Float32_IsTheInverseWithinItsPrecision(int size, double tolerance) => Check<float>(size, tolerance);

    [Fact]
    public void Factor_NotDefinite_SaysWhatToDo()
    {
        TiledCholesky<double> matrix = new(2);
        matrix.Element(0, 0) = 1;
        matrix.Element(1, 0) = 2;
        matrix.Element(1, 1) = 1;
        TrainingInputException exception = Assert.Throws<TrainingInputException>(
            () => matrix.Factor(new TableWork(1, null, default)));
        Assert.Contains("use a larger regularisation", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Element by element in the order of the terms: what every width of registers must give, bit by bit.</summary>
    [Fact]
    public void Subtract_AnyWidth_EqualsPlainSums()
    {
        Random random = new(3);
        float[] Numbers() => [.. Enumerable.Range(0, TileProduct.Length).Select(_ => random.NextSingle() - .5f)];
        float[] a = Numbers(), b = Numbers(), target = Numbers();
        float[] expected = [.. target], expectedTransposed = [.. target], transposed = [.. target];
        for (int i = 0; i < TileProduct.Size; i++)
        {
            for (int j = 0; j < TileProduct.Size; j++)
            {
                float sum = 0, other = 0;
                for (int k = 0; k < TileProduct.Size; k++)
                {
                    sum += a[(i * TileProduct.Size) + k] * b[(k * TileProduct.Size) + j];
                    other += a[(k * TileProduct.Size) + i] * b[(k * TileProduct.Size) + j];
                }

                expected[(i * TileProduct.Size) + j] -= sum;
                expectedTransposed[(i * TileProduct.Size) + j] -= other;
            }
        }

        TileProduct.Subtract<float>(target, a, TileProduct.Size, 1, b);
        TileProduct.Subtract<float>(transposed, a, 1, TileProduct.Size, b);
        Assert.Equal(expected, target);
        Assert.Equal(expectedTransposed, transposed);
    }

    private static void Check<T>(int size, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Matrix<double> factor = Matrix<double>.Build.Random(size, size, 7);
        Matrix<double> expected = (factor * factor.Transpose() / size) + Matrix<double>.Build.DenseIdentity(size);
        TiledCholesky<T> matrix = new(size);
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                matrix.Element(row, column) = T.CreateChecked(expected[row, column]);
            }
        }

        matrix.Factor(new TableWork(2, null, default));
        Matrix<double> inverse = expected.Inverse();
        T[] panel = new T[matrix.PanelLength], buffer = new T[TileProduct.Length];
        for (int block = 0; block < matrix.Blocks; block++)
        {
            matrix.SolveForward(block, panel, buffer);
            matrix.SolveBackward(panel, buffer);
            for (int i = 0; i < Math.Min(TileProduct.Size, size - (block * TileProduct.Size)); i++)
            {
                for (int row = 0; row < size; row++)
                {
                    double value = double.CreateChecked(panel[(row * TileProduct.Size) + i]);
                    Assert.InRange(value - inverse[row, (block * TileProduct.Size) + i], -tolerance, tolerance);
                }
            }
        }
    }
}
