using System.Diagnostics;
using System.Runtime.InteropServices;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class RotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(512)]
    public void Fill_AnyDimension_IsOrthonormal(int dimension)
    {
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        Rotation.Fill(5, dimension, matrix);
        for (int a = 0; a < dimension; a++)
        {
            for (int b = a; b < dimension; b++)
            {
                double dot = 0;
                for (int i = 0; i < dimension; i++)
                {
                    dot += matrix[(a * width) + i] * (double)matrix[(b * width) + i];
                }

                Assert.Equal(a == b ? 1 : 0, dot, 1e-5);
            }
        }
    }

    /// <summary>Blocks of directions, their ends, and a place beside them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(200)]
    public void Fill_AnyDimension_HasTheBitsOfThePlainLoops(int dimension)
    {
        (float[] expected, _) = PlainFill(7, dimension);
        float[] matrix = new float[expected.Length];
        Rotation.Fill(7, dimension, matrix);
        Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes<float>(matrix));
    }

    /// <summary>A direction of which nothing is left is drawn again, and those after it draw later numbers.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fill_DirectionsDrawnAgain_HaveTheBitsOfThePlainLoops(int dimension)
    {
        int found = 0;
        for (ulong seed = 0; seed < 100_000 || found == 0; seed++)
        {
            (float[] expected, int again) = PlainFill(seed, dimension);
            if (again > 0)
            {
                float[] matrix = new float[expected.Length];
                Rotation.Fill(seed, dimension, matrix);
                Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes<float>(matrix));
                found++;
            }
        }

        Assert.NotEqual(0, found);
    }

    /// <summary>Unasked, the loops of this dimension take the better part of a minute.</summary>
    [Fact]
    public void Fill_CancelledOnTheWay_EndsSoon()
    {
        const int dimension = 4096;
        float[] matrix = new float[dimension * dimension];
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(100));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Throws<OperationCanceledException>(() => Rotation.Fill(1, dimension, matrix, source.Token));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void Apply_VectorWidths_GiveTheBitsOfPlainSums()
    {
        const int dimension = 100;
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        Rotation.Fill(6, dimension, matrix);
        SeededRandom random = new(8);
        float[] input = new float[dimension];
        float[] output = new float[width];
        for (int i = 0; i < dimension; i++)
        {
            input[i] = TestShop.Normal(ref random);
        }

        Rotation.Apply(matrix, input, output);
        for (int column = 0; column < width; column++)
        {
            float sum = 0;
            for (int k = 0; k < dimension; k++)
            {
                sum += matrix[(k * width) + column] * input[k];
            }

            Assert.Equal(BitConverter.SingleToInt32Bits(sum), BitConverter.SingleToInt32Bits(output[column]));
        }
    }

    /// <summary>The definition: each direction loses what it shares with each earlier one, in order, twice.</summary>
    private static (float[] Matrix, int DrawnAgain) PlainFill(ulong seed, int dimension)
    {
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        double[][] basis = new double[dimension][];
        SeededRandom random = new(SeededRandom.Hash(seed, 0x526F74));
        int again = -dimension;
        for (int row = 0; row < dimension; row++)
        {
            double[] vector = new double[dimension];
            double square;
            do
            {
                again++;
                for (int column = 0; column < dimension; column++)
                {
                    vector[column] =
                        random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2.0;
                }

                for (int other = 0; other < 2 * row; other++)
                {
                    double[] earlier = basis[other % row];
                    double dot = 0;
                    for (int i = 0; i < dimension; i++)
                    {
                        dot += vector[i] * earlier[i];
                    }

                    for (int i = 0; i < dimension; i++)
                    {
                        vector[i] -= dot * earlier[i];
                    }
                }

                square = 0;
                foreach (double value in vector)
                {
                    square += value * value;
                }
            }
            while (square < 1e-9);

            double length = Math.Sqrt(square);
            basis[row] = Array.ConvertAll(vector, value => value / length);
            for (int column = 0; column < dimension; column++)
            {
                matrix[(column * width) + row] = (float)basis[row][column];
            }
        }

        return (matrix, again);
    }
}
