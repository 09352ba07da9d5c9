using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Largest numbers of the columns of a table, row after row: the n-th largest of these maxima is at most the n-th
/// largest of all numbers, and close to it where the columns are several times n. A look at each number and a selection
/// among few take the place of a selection among all.
/// </summary>
internal static class ColumnMaxima
{
    /// <summary>Numbers of columns are multiples of this.</summary>
    public const int Unit = 64;

    /// <summary>Fills the maxima, one for each column.</summary>
    /// <param name="values">Whole rows: a multiple of the number of columns.</param>
    /// <param name="maxima">A multiple of <see cref="Unit"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ReadOnlySpan<int> values, Span<int> maxima)
    {
        int columns = maxima.Length;
        if (columns == 0 || columns % Unit != 0 || values.Length % columns != 0)
        {
            throw new ArgumentException($"{values.Length} numbers are no rows of {columns} columns");
        }

        ref int start = ref MemoryMarshal.GetReference(values);
        int lanes = Vector256<int>.Count;
        for (int column = 0; column < columns; column += 4 * lanes)
        {
            Vector256<int> a = Vector256.Create(int.MinValue);
            Vector256<int> b = a;
            Vector256<int> c = a;
            Vector256<int> d = a;
            for (int i = column; i < values.Length; i += columns)
            {
                a = Vector256.Max(a, Vector256.LoadUnsafe(ref start, (nuint)i));
                b = Vector256.Max(b, Vector256.LoadUnsafe(ref start, (nuint)(i + lanes)));
                c = Vector256.Max(c, Vector256.LoadUnsafe(ref start, (nuint)(i + (2 * lanes))));
                d = Vector256.Max(d, Vector256.LoadUnsafe(ref start, (nuint)(i + (3 * lanes))));
            }

            a.CopyTo(maxima[column..]);
            b.CopyTo(maxima[(column + lanes)..]);
            c.CopyTo(maxima[(column + (2 * lanes))..]);
            d.CopyTo(maxima[(column + (3 * lanes))..]);
        }
    }
}
