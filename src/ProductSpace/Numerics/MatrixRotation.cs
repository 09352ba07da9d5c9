using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        if (matrix.Length < (long)output.Length * input.Length || (output.Length & 15) != 0)
        {
            throw new ArgumentException("the matrix does not fit the vectors", nameof(matrix));
        }

        if (FloatLanes512.IsSupported)
        {
            Apply<FloatLanes512>(matrix, input, output);
        }
        else if (FloatLanes256.IsSupported)
        {
            Apply<FloatLanes256>(matrix, input, output);
        }
        else if (FloatLanes128.IsSupported)
        {
            Apply<FloatLanes128>(matrix, input, output);
        }
        else
        {
            Apply<FloatLanesScalar>(matrix, input, output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<T>(ReadOnlySpan<float> matrix, ReadOnlySpan<float> input, Span<float> output)
        where T : struct, IFloatLanes<T>
    {
        ref float start = ref MemoryMarshal.GetReference(matrix);
        ref float target = ref MemoryMarshal.GetReference(output);
        int width = output.Length;
        int column = 0;
        for (; column + (4 * T.Count) <= width; column += 4 * T.Count)
        {
            T a = default, b = default, c = default, d = default;
            int place = column;
            for (int k = 0; k < input.Length; k++, place += width)
            {
                a += T.Load(ref start, place) * input[k];
                b += T.Load(ref start, place + T.Count) * input[k];
                c += T.Load(ref start, place + (2 * T.Count)) * input[k];
                d += T.Load(ref start, place + (3 * T.Count)) * input[k];
            }

            a.Store(ref target, column);
            b.Store(ref target, column + T.Count);
            c.Store(ref target, column + (2 * T.Count));
            d.Store(ref target, column + (3 * T.Count));
        }

        for (; column < width; column += T.Count)
        {
            T sum = default;
            int place = column;
            for (int k = 0; k < input.Length; k++, place += width)
            {
                sum += T.Load(ref start, place) * input[k];
            }

            sum.Store(ref target, column);
        }
    }
}
