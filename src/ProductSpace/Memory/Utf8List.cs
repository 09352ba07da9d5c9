
namespace ProductSpace.Memory;

/// <summary>A growing list of UTF-8 texts in two native buffers: millions of ids without an object for each.</summary>
internal sealed class Utf8List : IDisposable
{
    /// <summary>Offsets on disk are 32-bit.</summary>
    private const long MaxTextBytes = uint.MaxValue;

    private AlignedBuffer<byte> _text = new(1 << 16);
    private AlignedBuffer<uint> _offsets = new(1 << 12);
    private long _length;

    public int Count { get; private set; }

    public NativeView<byte> Text => _text.View.SliceView(0, _length);

    /// <summary>Offsets of the texts, Count + 1 of them.</summary>
    public NativeView<uint> Offsets => _offsets.View.SliceView(0, Count + 1L);

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            NativeView<uint> offsets = Offsets;
            return _text.View.Slice(offsets[index], (int)(offsets[index + 1L] - offsets[index]));
        }
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        if (_length + text.Length > MaxTextBytes)
        {
            throw new IOException(
                $"the texts of the first {Count} products fill 4 GiB, the maximum of a snapshot; shorten them");
        }

        Grow(ref _text, _length, _length + text.Length);
        Grow(ref _offsets, Count + 1L, Count + 2L);
        text.CopyTo(_text.View.Slice(_length, text.Length));
        _length += text.Length;
        _offsets.View[++Count] = (uint)_length;
    }

    public void Dispose()
    {
        _text.Dispose();
        _offsets.Dispose();
    }

    private static void Grow<T>(ref AlignedBuffer<T> buffer, long used, long needed)
        where T : unmanaged
    {
        if (needed <= buffer.Length)
        {
            return;
        }

        AlignedBuffer<T> larger = new(Math.Max(needed, buffer.Length * 2));
        for (long start = 0; start < used; start += 1 << 20)
        {
            int count = (int)Math.Min(1 << 20, used - start);
            buffer.View.Slice(start, count).CopyTo(larger.View.Slice(start, count));
        }

        buffer.Dispose();
        buffer = larger;
    }
}
