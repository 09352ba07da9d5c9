using ProductSpace.Memory;

namespace ProductSpace.Filtering;

/// <summary>Form in which a chunk of a posting lists its products. The numbers are part of the file format.</summary>
internal enum ChunkForm : ushort
{
    /// <summary>Ascending ordinals, relative to the chunk's first.</summary>
    List = 0,

    /// <summary>Pairs of first and last ordinal of each run.</summary>
    Runs = 1,

    /// <summary>One bit per ordinal.</summary>
    Bitmap = 2,
}

/// <summary>
/// The products that have one value of a facet, in the layout of the file: chunks of 65,536 ordinals, each in the
/// smallest of three forms (Chambi, Lemire, Kaser and Godin 2016, "Better bitmap performance with Roaring bitmaps"). A
/// head of four numbers for each chunk (key, form, length of the body in numbers, products less one) is followed by the
/// bodies in the same order. Whatever a forged posting says, nothing beyond it is read, no bit past the last product is
/// set, and the work is bounded by the number of products: the first invalid chunk ends it.
/// </summary>
internal readonly struct Posting
{
    public const int ChunkBits = 16;
    public const int ChunkRows = 1 << ChunkBits;
    public const int HeadNumbers = 4;

    /// <summary>Largest body of a chunk, the bitmap of a full one.</summary>
    public const int MaxNumbers = ChunkRows / 16;

    private readonly NativeView<ushort> _numbers;
    private readonly int _chunks;
    private readonly int _products;

    /// <param name="numbers">Heads and bodies.</param>
    /// <param name="chunks">Declared number of chunks.</param>
    /// <param name="products">Products of the snapshot.</param>
    public Posting(NativeView<ushort> numbers, int chunks, int products)
    {
        _numbers = numbers;
        _products = products;
        int most = (int)(((long)products + ChunkRows - 1) >> ChunkBits);
        _chunks = (int)Math.Clamp(Math.Min(chunks, numbers.Length / HeadNumbers), 0, most);
    }

    /// <summary>Length of the bitmap of a chunk that begins at a row.</summary>
    public static int BitmapNumbers(int first, int products) =>
        (int)((Math.Min(ChunkRows, (long)products - first) + 15) / 16);

    public void AddTo(Span<ulong> words) => Change(words, isAdding: true);

    public void RemoveFrom(Span<ulong> words) => Change(words, isAdding: false);

    /// <summary>
    /// Describes how the posting differs from the one that the writer makes of its products; null if it is sound.
    /// </summary>
    /// <param name="chunks">Declared number of chunks.</param>
    /// <param name="products">Declared number of products.</param>
    /// <param name="writer">Writes the posting again for comparison.</param>
    /// <param name="words">Scratch set of all rows, empty before and after.</param>
    public string? FindFault(int chunks, int products, PostingWriter writer, Span<ulong> words)
    {
        if (chunks != _chunks)
        {
            return $"{chunks} chunks";
        }

        AddTo(words);
        int count = RowBits.Count(words);
        writer.Write(words, _products);
        RemoveFrom(words);
        if (count != products || count == 0)
        {
            return $"{count} products instead of the declared {products}";
        }

        bool same = writer.Chunks == _chunks
            && writer.Numbers.Length == _numbers.Length
            && writer.Numbers.SequenceEqual(_numbers.Slice(0, (int)_numbers.Length));
        return same ? null : "not in the smallest form";
    }

    /// <summary>
    /// Writes a number to the places of the products [products]; returns the number of places written.
    /// </summary>
    public long Mark(Span<int> numbers, int number)
    {
        long marked = 0;
        ChunkReader chunks = new(this);
        while (chunks.Next(out ChunkForm form, out ReadOnlySpan<ushort> body, out int first))
        {
            marked += Mark(form, body, numbers.Slice(first, Math.Min(ChunkRows, _products - first)), number);
        }

        return marked;
    }

    /// <summary>Whether a product has the value.</summary>
    public bool Contains(int product)
    {
        ChunkReader chunks = new(this);
        while (chunks.Next(out ChunkForm form, out ReadOnlySpan<ushort> body, out int first))
        {
            if (product >> ChunkBits == first >> ChunkBits)
            {
                return Contains(form, body, (ushort)product);
            }
        }

        return false;
    }

    private static bool Contains(ChunkForm form, ReadOnlySpan<ushort> body, ushort row)
    {
        if (form == ChunkForm.Bitmap)
        {
            return row >> 4 < body.Length && (body[row >> 4] & (1 << (row & 15))) != 0;
        }

        if (form == ChunkForm.List)
        {
            return body.Contains(row);
        }

        for (int i = 0; form == ChunkForm.Runs && i + 1 < body.Length; i += 2)
        {
            if (row >= body[i] && row <= body[i + 1])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the posting's products to a set, or removes them.</summary>
    public void Change(Span<ulong> words, bool isAdding)
    {
        ChunkReader chunks = new(this);
        while (chunks.Next(out ChunkForm form, out ReadOnlySpan<ushort> body, out int first))
        {
            Change(form, body, first, words, isAdding);
        }
    }

    private static long Mark(ChunkForm form, ReadOnlySpan<ushort> body, Span<int> numbers, int number)
    {
        long marked = 0;
        switch (form)
        {
            case ChunkForm.List:
                foreach (ushort row in body)
                {
                    if (row < numbers.Length)
                    {
                        numbers[row] = number;
                        marked++;
                    }
                }

                break;
            case ChunkForm.Runs:
                for (int i = 0; i + 1 < body.Length && (i == 0 || body[i] > body[i - 1]); i += 2)
                {
                    int end = Math.Min(body[i + 1] + 1, numbers.Length);
                    if (body[i] < end)
                    {
                        numbers[body[i]..end].Fill(number);
                        marked += end - body[i];
                    }
                }

                break;
            case ChunkForm.Bitmap:
                for (int row = 0; row < Math.Min(16 * body.Length, numbers.Length); row++)
                {
                    if ((body[row >> 4] & (1 << (row & 15))) != 0)
                    {
                        numbers[row] = number;
                        marked++;
                    }
                }

                break;
        }

        return marked;
    }

    private void Change(ChunkForm form, ReadOnlySpan<ushort> body, int first, Span<ulong> words, bool isAdding)
    {
        int rows = (int)Math.Min(ChunkRows, (long)_products - first);
        Span<ulong> chunk = words[(first >> 6)..];
        switch (form)
        {
            case ChunkForm.List:
                foreach (ushort row in body)
                {
                    if (row < rows)
                    {
                        RowBits.Change(chunk, row, isAdding);
                    }
                }

                break;
            case ChunkForm.Runs:
                for (int i = 0; i + 1 < body.Length; i += 2)
                {
                    int end = Math.Min(body[i + 1] + 1, rows);
                    RowBits.ChangeRange(chunk, body[i], end, isAdding);

                    // Runs must ascend; each forged one would cost a whole chunk.
                    if (i + 2 < body.Length && body[i + 2] <= body[i + 1])
                    {
                        return;
                    }
                }

                break;
            case ChunkForm.Bitmap:
                for (int i = 0; i < Math.Min(body.Length, (rows + 15) / 16); i++)
                {
                    int valid = Math.Min(16, rows - (16 * i));
                    ulong bits = (ulong)(body[i] & ((1 << valid) - 1)) << (16 * (i & 3));
                    chunk[i >> 2] = RowBits.Change(chunk[i >> 2], bits, isAdding);
                }

                break;
        }
    }

    /// <summary>Reads chunk after chunk, up to the first invalid one.</summary>
    private ref struct ChunkReader(Posting posting)
    {
        private readonly Posting _posting = posting;
        private long _body = (long)posting._chunks * HeadNumbers;
        private int _chunk;
        private int _lastKey = -1;

        /// <summary>Reads the next chunk, whose first row is one of the snapshot's.</summary>
        public bool Next(out ChunkForm form, out ReadOnlySpan<ushort> body, out int first)
        {
            form = default;
            body = default;
            first = 0;
            if (_chunk == _posting._chunks)
            {
                return false;
            }

            ReadOnlySpan<ushort> head = _posting._numbers.Slice((long)_chunk * HeadNumbers, HeadNumbers);
            int key = head[0];
            int length = head[2];
            long start = (long)key << ChunkBits;
            if (key <= _lastKey
                || start >= _posting._products
                || length > MaxNumbers
                || length > _posting._numbers.Length - _body)
            {
                return false;
            }

            form = (ChunkForm)head[1];
            body = _posting._numbers.Slice(_body, length);
            first = (int)start;
            _lastKey = key;
            _body += length;
            _chunk++;
            return true;
        }
    }
}
