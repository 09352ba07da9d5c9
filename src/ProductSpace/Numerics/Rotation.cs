using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// A seeded random orthonormal matrix [dimension x dimension]. Rotating the vectors before quantising spreads their
/// variance evenly over the dimensions; without it, one step size for all dimensions loses recall for good. Built from
/// integer uniforms by modified Gram-Schmidt in a fixed order, without FMA or libm calls, so that a seed gives
/// identical bits on every machine. Applying it vectorises over the outputs and keeps the order of the inputs, so that
/// the width of the vector unit does not affect the result.
/// </summary>
internal static class Rotation
{
    /// <summary>Floats in a row of the stored matrix, the dimension padded to a cache line.</summary>
    public static int PaddedWidth(int dimension) => (dimension + 15) & ~15;

    /// <summary>
    /// Fills a matrix [dimension x PaddedWidth], whose row k holds the contribution of input k to each output. The work
    /// grows with the third power of the dimension, so that the token is asked within microseconds.
    /// </summary>
    public static void Fill(
        ulong seed, int dimension, Span<float> matrix, CancellationToken cancellationToken = default)
    {
        int width = PaddedWidth(dimension);
        matrix.Clear();
        double[][] basis =
            new RotationBasis(SeededRandom.Hash(seed, 0x526F74), dimension, cancellationToken).Make();
        for (int row = 0; row < dimension; row++)
        {
            double[] vector = basis[row];
            for (int column = 0; column < dimension; column++)
            {
                matrix[(column * width) + row] = (float)vector[column];
            }
        }
    }

    /// <summary>
    /// Sets output[j] to the sum over k of matrix[k][j] * input[k], added in the order of k. The output has PaddedWidth
    /// elements.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<float> matrix, ReadOnlySpan<float> input, Span<float> output)
    {
        int width = output.Length;
        if (matrix.Length < (long)width * input.Length || (width & 15) != 0)
        {
            throw new ArgumentException("the matrix does not fit the vectors", nameof(matrix));
        }

        ref float matrixStart = ref MemoryMarshal.GetReference(matrix);
        ref float outputStart = ref MemoryMarshal.GetReference(output);
        int column = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; column + 64 <= width; column += 64)
            {
                Vector512<float> a = default, b = default, c = default, d = default;
                nuint offset = (nuint)column;
                for (int k = 0; k < input.Length; k++, offset += (nuint)width)
                {
                    Vector512<float> x = Vector512.Create(input[k]);
                    a += Vector512.LoadUnsafe(ref matrixStart, offset) * x;
                    b += Vector512.LoadUnsafe(ref matrixStart, offset + 16) * x;
                    c += Vector512.LoadUnsafe(ref matrixStart, offset + 32) * x;
                    d += Vector512.LoadUnsafe(ref matrixStart, offset + 48) * x;
                }

                a.StoreUnsafe(ref outputStart, (nuint)column);
                b.StoreUnsafe(ref outputStart, (nuint)column + 16);
                c.StoreUnsafe(ref outputStart, (nuint)column + 32);
                d.StoreUnsafe(ref outputStart, (nuint)column + 48);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; column + 32 <= width; column += 32)
            {
                Vector256<float> a = default, b = default, c = default, d = default;
                nuint offset = (nuint)column;
                for (int k = 0; k < input.Length; k++, offset += (nuint)width)
                {
                    Vector256<float> x = Vector256.Create(input[k]);
                    a += Vector256.LoadUnsafe(ref matrixStart, offset) * x;
                    b += Vector256.LoadUnsafe(ref matrixStart, offset + 8) * x;
                    c += Vector256.LoadUnsafe(ref matrixStart, offset + 16) * x;
                    d += Vector256.LoadUnsafe(ref matrixStart, offset + 24) * x;
                }

                a.StoreUnsafe(ref outputStart, (nuint)column);
                b.StoreUnsafe(ref outputStart, (nuint)column + 8);
                c.StoreUnsafe(ref outputStart, (nuint)column + 16);
                d.StoreUnsafe(ref outputStart, (nuint)column + 24);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; column + 16 <= width; column += 16)
            {
                Vector128<float> a = default, b = default, c = default, d = default;
                nuint offset = (nuint)column;
                for (int k = 0; k < input.Length; k++, offset += (nuint)width)
                {
                    Vector128<float> x = Vector128.Create(input[k]);
                    a += Vector128.LoadUnsafe(ref matrixStart, offset) * x;
                    b += Vector128.LoadUnsafe(ref matrixStart, offset + 4) * x;
                    c += Vector128.LoadUnsafe(ref matrixStart, offset + 8) * x;
                    d += Vector128.LoadUnsafe(ref matrixStart, offset + 12) * x;
                }

                a.StoreUnsafe(ref outputStart, (nuint)column);
                b.StoreUnsafe(ref outputStart, (nuint)column + 4);
                c.StoreUnsafe(ref outputStart, (nuint)column + 8);
                d.StoreUnsafe(ref outputStart, (nuint)column + 12);
            }
        }

        for (; column < width; column++)
        {
            float sum = 0;
            for (int k = 0; k < input.Length; k++)
            {
                sum += matrix[(k * width) + column] * input[k];
            }

            output[column] = sum;
        }
    }
}
