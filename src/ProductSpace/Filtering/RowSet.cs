using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Filtering;

/// <summary>
/// An immutable set of rows: one bit per row to test rows and cells, its size, and its runs of neighboring rows in
/// order, stored if they are few and read off the bits if they are many.
/// </summary>
internal sealed class RowSet
{
    private const int FewRuns = 64;
    private const int LongRun = 32;

    private readonly ulong[] _words;

    /// <summary>First row and row after the last of each run; empty if the bits take less memory.</summary>
    private readonly int[] _runs = [];

    public RowSet(ulong[] words)
    {
        _words = words;
        FirstWord = words.Length;
        ulong last = 0;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] != 0)
            {
                FirstWord = Math.Min(FirstWord, i);
                EndWord = i + 1;
                Count += BitOperations.PopCount(words[i]);
                Runs += BitOperations.PopCount(words[i] & ~((words[i] << 1) | (last >> 63)));
            }

            last = words[i];
        }

        if (Runs > 0 && Runs <= EndWord - FirstWord)
        {
            _runs = ListRuns();
        }
    }

    /// <summary>Number of rows in the set.</summary>
    public int Count { get; }

    /// <summary>Number of runs of neighboring rows.</summary>
    public int Runs { get; }

    /// <summary>Whether most rows lie side by side: a few runs, or runs that are long on average.</summary>
    public bool IsContiguous
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Runs <= FewRuns || (long)Runs * LongRun <= Count;
    }

    public int FirstWord { get; }

    public int EndWord { get; }

    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Memory that the set occupies.</summary>
    public long Bytes => (_words.Length * 8L) + (_runs.Length * 4L);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int row) =>
        (uint)row >> 6 < (uint)_words.Length && (_words[(uint)row >> 6] & (1UL << (row & 63))) != 0;

    /// <summary>
    /// Mask of the rows [first, first + count), at most 32, lowest first; rows out of range are not set.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint MaskOf(int first, int count) => first < 0 ? 0 : RowBits.Mask(_words, first, count);

    /// <summary>Reads all runs in ascending order, without allocation.</summary>
    public RunReader ReadRuns() => new(this);

    private int[] ListRuns()
    {
        int[] runs = new int[2 * Runs];
        int from = 0;
        for (int i = 0; i < runs.Length; i += 2)
        {
            runs[i] = NextSet(from);
            from = NextClear(runs[i]);
            Debug.Assert(runs[i] >= 0 && runs[i] < from);
            runs[i + 1] = from;
        }

        return runs;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextSet(int from) => Next(from, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextClear(int from)
    {
        int clear = Next(from, ulong.MaxValue);
        return clear < 0 ? EndWord << 6 : clear;
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

    /// <summary>Reads the runs of a set one by one.</summary>
    public ref struct RunReader
    {
        private readonly RowSet _set;
        private int _place;

        internal RunReader(RowSet set) => _set = set;

        /// <summary>Reads the next run, its first row and the row after its last; false after the last run.</summary>
        public bool Next(out int first, out int end)
        {
            if (_set._runs.Length > 0)
            {
                bool more = _place < _set._runs.Length;
                first = more ? _set._runs[_place] : 0;
                end = more ? _set._runs[_place + 1] : 0;
                _place += 2;
                return more;
            }

            first = _set.NextSet(_place);
            end = first < 0 ? first : _set.NextClear(first);
            _place = end;
            return first >= 0;
        }
    }
}
