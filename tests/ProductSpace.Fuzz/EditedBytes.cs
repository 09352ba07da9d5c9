namespace ProductSpace.Fuzz;

/// <summary>A small file that is cut and pasted in: one buffer that grows and is used for every mutant.</summary>
internal sealed class EditedBytes
{
    private byte[] _buffer = new byte[1 << 12];

    public int Count { get; private set; }

    public Span<byte> Span => _buffer.AsSpan(0, Count);

    public void Set(ReadOnlySpan<byte> bytes)
    {
        Count = 0;
        Insert(0, bytes);
    }

    public void Remove(int place, int length)
    {
        _buffer.AsSpan(place + length, Count - place - length).CopyTo(_buffer.AsSpan(place));
        Count -= length;
    }

    /// <summary>Puts bytes in, which are none of this buffer's, so many times.</summary>
    public void Insert(int place, ReadOnlySpan<byte> bytes, int times = 1)
    {
        int length = bytes.Length * times;
        if (Count + length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Count + length));
        }

        _buffer.AsSpan(place, Count - place).CopyTo(_buffer.AsSpan(place + length));
        for (; times > 0; times--, place += bytes.Length)
        {
            bytes.CopyTo(_buffer.AsSpan(place));
        }

        Count += length;
    }
}
