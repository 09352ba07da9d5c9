using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Finds the nearest of the 16 codewords of a sub-quantiser by squared distance, ties to the lowest index, for many
/// pairs of numbers at once. All numbers are integers below 2^22 in magnitude, which float32 represents, multiplies and
/// adds exactly, so that vectors of any width and any order of operations find the same codeword.
/// </summary>
internal static class NearestCodeword
{
    /// <summary>Multiple in which pairs come, a whole number of vectors of any width.</summary>
    public const int Block = 32;

    /// <summary>Length of a sub-quantiser's table, see <see cref="Prepare"/>.</summary>
    public const int TableLength = 3 * CellQuery.Codewords;

    /// <summary>
    /// Fills the table of a sub-quantiser: the factors of x and of y, and the addend, of each codeword's key. A key is
    /// the squared distance less the pair's own square, times 16, plus the index. The smallest key belongs to the
    /// nearest codeword, and its last four bits are the index.
    /// </summary>
    public static void Prepare(ReadOnlySpan<sbyte> codewords, Span<float> table)
    {
        for (int c = 0; c < CellQuery.Codewords; c++)
        {
            int x = codewords[c];
            int y = codewords[c + CellQuery.Codewords];
            table[3 * c] = -2 * 16 * x;
            table[(3 * c) + 1] = -2 * 16 * y;
            table[(3 * c) + 2] = (16 * ((x * x) + (y * y))) + c;
        }
    }

    /// <summary>
    /// Sets nearest[i] to the index of the codeword nearest to (x[i], y[i]), which are 8-bit integers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Find(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> table, Span<int> nearest)
    {
        if (x.Length % Block != 0 || y.Length < x.Length || nearest.Length < x.Length || table.Length < TableLength)
        {
            throw new ArgumentException(
                $"{x.Length} and {y.Length} numbers, room for {nearest.Length} results, a table of {table.Length}");
        }

        ref float xs = ref MemoryMarshal.GetReference(x);
        ref float ys = ref MemoryMarshal.GetReference(y);
        ref float words = ref MemoryMarshal.GetReference(table);
        ref int output = ref MemoryMarshal.GetReference(nearest);
        Vector<int> index = new(CellQuery.Codewords - 1);
        nuint width = (nuint)Vector<float>.Count;
        for (nuint i = 0; i < (nuint)x.Length; i += 2 * width)
        {
            Vector<float> x0 = Vector.LoadUnsafe(ref xs, i);
            Vector<float> x1 = Vector.LoadUnsafe(ref xs, i + width);
            Vector<float> y0 = Vector.LoadUnsafe(ref ys, i);
            Vector<float> y1 = Vector.LoadUnsafe(ref ys, i + width);
            Vector<float> best0 = new(float.MaxValue);
            Vector<float> best1 = best0;
            for (nuint word = 0; word < TableLength; word += 3)
            {
                Vector<float> timesX = new(Unsafe.Add(ref words, word));
                Vector<float> timesY = new(Unsafe.Add(ref words, word + 1));
                Vector<float> plus = new(Unsafe.Add(ref words, word + 2));
                best0 = Vector.MinNative(best0, (x0 * timesX) + (y0 * timesY) + plus);
                best1 = Vector.MinNative(best1, (x1 * timesX) + (y1 * timesY) + plus);
            }

            (Vector.ConvertToInt32Native(best0) & index).StoreUnsafe(ref output, i);
            (Vector.ConvertToInt32Native(best1) & index).StoreUnsafe(ref output, i + width);
        }
    }
}
