using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>Writes a snapshot to memory. Meant for small ones: it grows by copying and is copied to be read.</summary>
internal sealed class MemoryTarget : ISnapshotTarget
{
    private readonly MemoryStream _bytes = new();

    public string Name => CopiedBytes.NameOfMemory;

    /// <exception cref="IOException">the snapshot is longer than an array can be.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset + bytes.Length > Array.MaxLength)
        {
            throw new IOException(
                $"a snapshot in memory has {Array.MaxLength} bytes at most; build this one as a file");
        }

        _bytes.Position = offset;
        _bytes.Write(bytes);
    }

    public IByteOwner OpenWritten() => new CopiedBytes(Name, _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));

    public void Complete(Action readBack) => readBack();

    /// <summary>The bytes of the snapshot.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    public void Dispose() => _bytes.Dispose();
}
