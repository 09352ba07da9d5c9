namespace ProductSpace.Memory;

/// <summary>A copy of a file's bytes in memory, so that nothing outside can change them; tests open forged files this way.</summary>
internal sealed class CopiedBytes : IByteOwner
{
    private readonly AlignedBuffer<byte> _buffer;

    public CopiedBytes(string name, ReadOnlySpan<byte> bytes)
    {
        Path = name;
        _buffer = new AlignedBuffer<byte>(bytes.Length);
        bytes.CopyTo(_buffer.View.Slice(0, bytes.Length));
    }

    public string Path { get; }

    public long Length => _buffer.Length;

    public NativeView<byte> Bytes => _buffer.View;

    public void Prefault(long start, long length)
    {
        // A copy is in memory already.
    }

    public void Dispose() => _buffer.Dispose();
}
