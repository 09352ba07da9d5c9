using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Evaluation.Numerics;

/// <summary>
/// Matrix products whose every value is a sum over the inner index, in its order, of products rounded one by one. Lanes
/// run over the columns and never meet, so that the bits depend neither on the width of the processor's vectors nor on
/// threads, and there is no fused multiply-add.
/// </summary>
internal static class MatrixProduct
{
    private const int TileRows = 4;

    /// <summary>Computes C = A B.</summary>
    /// <param name="a">A, where row i and inner index k stand at i x aRow + k x aInner.</param>
    /// <param name="aRow">Distance of rows in A.</param>
    /// <param name="aInner">
    /// Distance of inner indices in A: 1 if A is stored row by row, and (1, rows) for the pair if it is the transpose.
    /// </param>
    /// <param name="b">B [inner x columns].</param>
    /// <param name="c">Receives C [rows x columns].</param>
    /// <param name="rows">Number of rows of A and C.</param>
    /// <param name="inner">Number of products in each sum.</param>
    /// <param name="columns">Number of columns of B and C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        ReadOnlySpan<T> a, int aRow, int aInner, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows == 0 || columns == 0)
        {
            return;
        }

        if (inner == 0)
        {
            c[..(rows * columns)].Clear();
            return;
        }

        // The last index of each, so that what follows stays within.
        _ = a[((rows - 1) * aRow) + ((inner - 1) * aInner)];
        _ = b[(inner * columns) - 1];
        _ = c[(rows * columns) - 1];
        ref T first = ref MemoryMarshal.GetReference(a);
        ref T right = ref MemoryMarshal.GetReference(b);
        ref T target = ref MemoryMarshal.GetReference(c);
        int width = Vector<T>.Count;
        if (rows >= TileRows && columns >= 2 * width)
        {
            for (int i = 0; i < rows; i += TileRows)
            {
                // The last tile overlaps the one before it: it writes the same values again.
                int row = Math.Min(i, rows - TileRows);
                for (int j = 0; j < columns; j += 2 * width)
                {
                    int column = Math.Min(j, columns - (2 * width));
                    WideTile(
                        ref Unsafe.Add(ref first, row * aRow), aRow, aInner, ref Unsafe.Add(ref right, column),
                        ref Unsafe.Add(ref target, (row * columns) + column), inner, columns);
                }
            }
        }
        else if (columns >= width)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j += width)
                {
                    int column = Math.Min(j, columns - width);
                    Tile(
                        ref Unsafe.Add(ref first, i * aRow), aInner, ref Unsafe.Add(ref right, column),
                        ref Unsafe.Add(ref target, (i * columns) + column), inner, columns);
                }
            }
        }
        else
        {
            Scalar(a, aRow, aInner, b, c, rows, inner, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WideTile<T>(
        ref T a, nint aRow, nint aInner, ref T b, ref T c, int inner, nint columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> c00 = Vector<T>.Zero, c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        nint atA = 0, atB = 0;
        for (int k = 0; k < inner; k++, atA += aInner, atB += columns)
        {
            Vector<T> b0 = Vector.LoadUnsafe(ref Unsafe.Add(ref b, atB));
            Vector<T> b1 = Vector.LoadUnsafe(ref Unsafe.Add(ref b, atB + Vector<T>.Count));
            Vector<T> x = new(Unsafe.Add(ref a, atA));
            c00 += x * b0;
            c01 += x * b1;
            x = new(Unsafe.Add(ref a, atA + aRow));
            c10 += x * b0;
            c11 += x * b1;
            x = new(Unsafe.Add(ref a, atA + (2 * aRow)));
            c20 += x * b0;
            c21 += x * b1;
            x = new(Unsafe.Add(ref a, atA + (3 * aRow)));
            c30 += x * b0;
            c31 += x * b1;
        }

        Store(c00, c01, ref c);
        Store(c10, c11, ref Unsafe.Add(ref c, columns));
        Store(c20, c21, ref Unsafe.Add(ref c, 2 * columns));
        Store(c30, c31, ref Unsafe.Add(ref c, 3 * columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> low, Vector<T> high, ref T target)
        where T : unmanaged
    {
        low.StoreUnsafe(ref target);
        high.StoreUnsafe(ref target, (nuint)Vector<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<T>(ref T a, nint aInner, ref T b, ref T c, int inner, nint columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> sum = Vector<T>.Zero;
        nint atA = 0, atB = 0;
        for (int k = 0; k < inner; k++, atA += aInner, atB += columns)
        {
            sum += new Vector<T>(Unsafe.Add(ref a, atA)) * Vector.LoadUnsafe(ref Unsafe.Add(ref b, atB));
        }

        sum.StoreUnsafe(ref c);
    }

    private static void Scalar<T>(
        ReadOnlySpan<T> a, int aRow, int aInner, ReadOnlySpan<T> b, Span<T> c, int rows, int inner, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                T sum = T.Zero;
                for (int k = 0; k < inner; k++)
                {
                    sum += a[(i * aRow) + (k * aInner)] * b[(k * columns) + j];
                }

                c[(i * columns) + j] = sum;
            }
        }
    }
}
