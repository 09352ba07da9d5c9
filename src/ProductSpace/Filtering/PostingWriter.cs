using System.Numerics;

namespace ProductSpace.Filtering;

/// <summary>
/// Makes a <see cref="Posting"/> of a set of products, with the shortest form for each chunk. Of forms of equal length
/// a list precedes runs and runs a bitmap, so that a set has exactly one posting. One writer serves many postings.
/// </summary>
internal sealed class PostingWriter
{
    private readonly List<ushort> _heads = [];
    private readonly List<ushort> _bodies = [];
    private ushort[] _numbers = [];
    private int _length;

    /// <summary>Chunks of the last posting.</summary>
    public int Chunks => _heads.Count / Posting.HeadNumbers;

    /// <summary>Heads and bodies of the last posting.</summary>
    public ReadOnlySpan<ushort> Numbers => _numbers.AsSpan(0, _length);

    /// <summary>Writes the posting of a set of products given as bits.</summary>
    public void Write(ReadOnlySpan<ulong> words, int products)
    {
        _heads.Clear();
        _bodies.Clear();
        const int wordsOfChunk = Posting.ChunkRows / 64;
        for (int first = 0; first < words.Length; first += wordsOfChunk)
        {
            WriteChunk(
                words.Slice(first, Math.Min(wordsOfChunk, words.Length - first)), first / wordsOfChunk, products);
        }

        _length = _heads.Count + _bodies.Count;
        if (_numbers.Length < _length)
        {
            _numbers = new ushort[_length * 2];
        }

        _heads.CopyTo(_numbers);
        _bodies.CopyTo(_numbers, _heads.Count);
    }

    private void WriteChunk(ReadOnlySpan<ulong> words, int key, int products)
    {
        // Most chunks of a rare value are empty, and searching for a bit is faster than counting.
        if (words.IndexOfAnyExcept(0UL) < 0)
        {
            return;
        }

        int count = 0;
        int runs = 0;
        ulong last = 0;
        foreach (ulong word in words)
        {
            count += BitOperations.PopCount(word);
            runs += BitOperations.PopCount(word & ~((word << 1) | (last >> 63)));
            last = word;
        }

        int bitmap = Posting.BitmapNumbers(key << Posting.ChunkBits, products);
        int body = _bodies.Count;
        ChunkForm form = count <= Math.Min(2 * runs, bitmap) ? ChunkForm.List
            : 2 * runs <= bitmap ? ChunkForm.Runs
            : ChunkForm.Bitmap;
        switch (form)
        {
            case ChunkForm.List:
                AddRows(words, ends: false);
                break;
            case ChunkForm.Runs:
                AddRows(words, ends: true);
                break;
            default:
                for (int i = 0; i < bitmap; i++)
                {
                    _bodies.Add((ushort)(words[i >> 2] >> (16 * (i & 3))));
                }

                break;
        }

        _heads.AddRange([(ushort)key, (ushort)form, (ushort)(_bodies.Count - body), (ushort)(count - 1)]);
    }

    /// <summary>Adds every row of a chunk, or only the first and last row of each run.</summary>
    private void AddRows(ReadOnlySpan<ulong> words, bool ends)
    {
        for (int word = 0; word < words.Length; word++)
        {
            for (ulong rest = words[word]; rest != 0; rest &= rest - 1)
            {
                int row = (word << 6) + BitOperations.TrailingZeroCount(rest);
                if (!ends || row == 0 || !RowBits.Has(words, row - 1))
                {
                    _bodies.Add((ushort)row);
                }

                if (ends && (row + 1 == words.Length << 6 || !RowBits.Has(words, row + 1)))
                {
                    _bodies.Add((ushort)row);
                }
            }
        }
    }
}
