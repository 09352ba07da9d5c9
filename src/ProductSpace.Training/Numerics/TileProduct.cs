using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// Products of square tiles. Every element of a product is one sum in the order of the terms, multiplied and added
/// without FMA; the lanes of a register are different columns. Therefore every vector width gives the same bits.
/// </summary>
internal static class TileProduct
{
    /// <summary>Rows and columns of a tile: a multiple of three registers of every width.</summary>
    public const int Size = 96;

    /// <summary>Number of elements of a tile.</summary>
    public const int Length = Size * Size;

    /// <summary>Rows that are summed at once: with three registers a row, 12 sums fit 16 registers.</summary>
    private const int Rows = 4;

    /// <summary>Subtracts the product of a and b from the target.</summary>
    /// <param name="target">Tile, row by row.</param>
    /// <param name="a">Tile whose element (i, k) is at i * rowStep + k * termStep.</param>
    /// <param name="rowStep">Distance of the rows of a.</param>
    /// <param name="termStep">Distance of the columns of a.</param>
    /// <param name="b">Tile, row by row.</param>
    public static void Subtract<T>(Span<T> target, ReadOnlySpan<T> a, int rowStep, int termStep, ReadOnlySpan<T> b)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(b.Length, Length);
        ref T to = ref MemoryMarshal.GetReference(target);
        ref T left = ref MemoryMarshal.GetReference(a);
        ref T right = ref MemoryMarshal.GetReference(b);
        for (int column = 0; column < Size; column += 3 * Vector<T>.Count)
        {
            for (int row = 0; row < Size; row += Rows)
            {
                SubtractRows(
                    ref Unsafe.Add(ref to, (row * Size) + column),
                    ref Unsafe.Add(ref left, row * rowStep),
                    rowStep,
                    termStep,
                    ref Unsafe.Add(ref right, column));
            }
        }
    }

    private static void SubtractRows<T>(ref T target, ref T a, int rowStep, int termStep, ref T b)
        where T : unmanaged
    {
        Vector<T> sum00 = default, sum01 = default, sum02 = default, sum10 = default, sum11 = default, sum12 = default;
        Vector<T> sum20 = default, sum21 = default, sum22 = default, sum30 = default, sum31 = default, sum32 = default;
        ref T a1 = ref Unsafe.Add(ref a, rowStep);
        ref T a2 = ref Unsafe.Add(ref a1, rowStep);
        ref T a3 = ref Unsafe.Add(ref a2, rowStep);
        nuint at = 0;
        for (int k = 0; k < Size; k++)
        {
            Vector<T> b0 = Vector.LoadUnsafe(ref b);
            Vector<T> b1 = Vector.LoadUnsafe(ref b, (nuint)Vector<T>.Count);
            Vector<T> b2 = Vector.LoadUnsafe(ref b, (nuint)(2 * Vector<T>.Count));
            Vector<T> factor = Vector.Create(Unsafe.Add(ref a, at));
            sum00 += factor * b0;
            sum01 += factor * b1;
            sum02 += factor * b2;
            factor = Vector.Create(Unsafe.Add(ref a1, at));
            sum10 += factor * b0;
            sum11 += factor * b1;
            sum12 += factor * b2;
            factor = Vector.Create(Unsafe.Add(ref a2, at));
            sum20 += factor * b0;
            sum21 += factor * b1;
            sum22 += factor * b2;
            factor = Vector.Create(Unsafe.Add(ref a3, at));
            sum30 += factor * b0;
            sum31 += factor * b1;
            sum32 += factor * b2;
            at += (nuint)termStep;
            b = ref Unsafe.Add(ref b, Size);
        }

        SubtractFrom(ref target, sum00, sum01, sum02);
        SubtractFrom(ref Unsafe.Add(ref target, Size), sum10, sum11, sum12);
        SubtractFrom(ref Unsafe.Add(ref target, 2 * Size), sum20, sum21, sum22);
        SubtractFrom(ref Unsafe.Add(ref target, 3 * Size), sum30, sum31, sum32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractFrom<T>(ref T target, Vector<T> sum0, Vector<T> sum1, Vector<T> sum2)
        where T : unmanaged
    {
        nuint width = (nuint)Vector<T>.Count;
        (Vector.LoadUnsafe(ref target) - sum0).StoreUnsafe(ref target);
        (Vector.LoadUnsafe(ref target, width) - sum1).StoreUnsafe(ref target, width);
        (Vector.LoadUnsafe(ref target, 2 * width) - sum2).StoreUnsafe(ref target, 2 * width);
    }
}
