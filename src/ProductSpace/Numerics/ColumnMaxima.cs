using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Largest numbers of the columns of a table, row after row: the n-th largest of these maxima is at most the n-th
/// largest of all numbers, and close to it where the columns are several times n. A look at each number and a choice
/// among few take the place of a selection among all, and none of it branches on the numbers.
/// </summary>
internal static class ColumnMaxima
{
    /// <summary>Numbers of columns are multiples of this.</summary>
    public const int Unit = 32;

    /// <summary>Most columns of <see cref="Largest"/>, whose work grows with their square.</summary>
    public const int MaxOfLargest = 256;

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

    /// <summary>
    /// The n-th largest of the maxima: the least of those that fewer than n others exceed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Largest(ReadOnlySpan<int> maxima, int n)
    {
        Debug.Assert(n > 0 && n <= maxima.Length && maxima.Length % Unit == 0);
        ref int start = ref MemoryMarshal.GetReference(maxima);
        int lanes = Vector256<int>.Count;
        int least = int.MaxValue;
        for (int i = 0; i < maxima.Length; i++)
        {
            Vector256<int> value = Vector256.Create(maxima[i]);
            Vector256<int> nearer = default;
            Vector256<int> nearerToo = default;
            for (int j = 0; j < maxima.Length; j += 2 * lanes)
            {
                nearer += Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)j), value);
                nearerToo += Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)(j + lanes)), value);
            }

            // Each comparison that holds adds -1.
            least = Math.Min(least, -Vector256.Sum(nearer + nearerToo) < n ? maxima[i] : int.MaxValue);
        }

        return least;
    }
}
