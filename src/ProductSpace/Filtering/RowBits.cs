using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Filtering;

/// <summary>Sets of rows as one bit per row in 64-bit words. Bits past the last row are zero in every set.</summary>
internal static class RowBits
{
    public static int WordsOf(int rows) => (int)((rows + 63L) / 64);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(Span<ulong> words, int row) => words[row >> 6] |= 1UL << (row & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ReadOnlySpan<ulong> words, int row) => (words[row >> 6] & (1UL << (row & 63))) != 0;

    /// <summary>Adds bits to a word, or removes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Change(ulong word, ulong bits, bool isAdding) => isAdding ? word | bits : word & ~bits;

    /// <summary>Adds a row to a set, or removes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Change(Span<ulong> words, int row, bool isAdding) =>
        words[row >> 6] = Change(words[row >> 6], 1UL << (row & 63), isAdding);

    public static void SetRange(Span<ulong> words, int first, int end) =>
        ChangeRange(words, first, end, isAdding: true);

    /// <summary>Adds the rows [first, end) to a set, or removes them.</summary>
    public static void ChangeRange(Span<ulong> words, int first, int end, bool isAdding)
    {
        if (first >= end)
        {
            return;
        }

        (ulong head, ulong tail) = Ends(first, end);
        int low = first >> 6;
        int high = (end - 1) >> 6;
        if (low == high)
        {
            words[low] = Change(words[low], head & tail, isAdding);
            return;
        }

        words[low] = Change(words[low], head, isAdding);
        words[(low + 1)..high].Fill(isAdding ? ulong.MaxValue : 0);
        words[high] = Change(words[high], tail, isAdding);
    }

    public static void And(Span<ulong> words, ReadOnlySpan<ulong> other)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] &= other[i];
        }
    }

    public static void AndNot(Span<ulong> words, ReadOnlySpan<ulong> other)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] &= ~other[i];
        }
    }

    public static void Or(Span<ulong> words, ReadOnlySpan<ulong> other)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] |= other[i];
        }
    }

    public static int Count(ReadOnlySpan<ulong> words)
    {
        int count = 0;
        foreach (ulong word in words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>
    /// Extracts the bits [first, first + count), at most 32, lowest first; bits beyond the set are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mask(ReadOnlySpan<ulong> words, int first, int count)
    {
        Debug.Assert(first >= 0);
        int word = first >> 6;
        if ((uint)word >= (uint)words.Length)
        {
            return 0;
        }

        int shift = first & 63;
        ulong bits = words[word] >> shift;
        if (shift > 32 && word + 1 < words.Length)
        {
            bits |= words[word + 1] << (64 - shift);
        }

        return count >= 32 ? (uint)bits : (uint)bits & ((1u << Math.Max(0, count)) - 1);
    }

    private static (ulong Head, ulong Tail) Ends(int first, int end) =>
        (ulong.MaxValue << (first & 63), ulong.MaxValue >> (63 - ((end - 1) & 63)));
}
