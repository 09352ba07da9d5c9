using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Filtering;

/// <summary>A set of rows as one bit a row, with its size and the span of words that hold bits.</summary>
internal sealed class RowSet
{
    private readonly ulong[] _words;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public RowSet(ulong[] words)
    {
        _words = words;
        FirstWord = words.Length;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] != 0)
            {
                FirstWord = Math.Min(FirstWord, i);
                EndWord = i + 1;
                Count += BitOperations.PopCount(words[i]);
                Runs += BitOperations.PopCount(words[i] & ~((words[i] << 1) | (i > 0 ? words[i - 1] >> 63 : 0)));
            }
        }
    }

    /// <summary>Rows in the set.</summary>
    public int Count { get; }

    /// <summary>Runs of neighboring rows that the set consists of.</summary>
    public int Runs { get; }

    public int FirstWord { get; }

    public int EndWord { get; }

    public ReadOnlySpan<ulong> Words => _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int row) => (uint)row >> 6 < (uint)_words.Length && (_words[(uint)row >> 6] & (1UL << (row & 63))) != 0;

    /// <summary>The run of rows at or after <paramref name="from"/>: its first row and the row after it, or (-1, -1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int First, int End) NextRun(int from)
    {
        int first = Next(from, 0);
        return first < 0 ? (-1, -1) : (first, NextClear(first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Next(int from, ulong invert)
    {
        int word = Math.Max(from >> 6, FirstWord);
        if (word >= EndWord)
        {
            return -1;
        }

        ulong bits = _words[word] ^ invert;
        if (word == from >> 6)
        {
            bits &= ulong.MaxValue << (from & 63);
        }

        while (bits == 0)
        {
            if (++word >= EndWord)
            {
                return -1;
            }

            bits = _words[word] ^ invert;
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int NextClear(int from)
    {
        int clear = Next(from, ulong.MaxValue);
        return clear < 0 ? EndWord << 6 : clear;
    }
}
