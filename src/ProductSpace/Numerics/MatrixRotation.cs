using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Applies a rotation that a snapshot holds as a matrix, as builds before <see cref="HadamardRotation"/> wrote it.
/// Vectorises over the outputs and keeps the order of the inputs, so that the width of the vector unit does not affect
/// the result. The work grows with the square of the dimension.
/// </summary>
internal static class MatrixRotation
{
    /// <summary>
    /// Sets output[j] to the sum over k of matrix[k][j] * input[k], added in the order of k. The output has
    /// <see cref="Rotation.PaddedWidth"/> elements.
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
