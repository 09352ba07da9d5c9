using ProductSpace.Memory;

namespace ProductSpace.Fuzz;

/// <summary>Guarded bytes as a reader gets them that closes what it is given: the bytes stay, to be changed back and used again.</summary>
internal sealed class BorrowedBytes(GuardedBytes bytes) : IByteOwner
{
    public string Path => bytes.Path;

    public long Length => bytes.Length;

    public NativeView<byte> Bytes => bytes.Bytes;

    public void Prefault(long start, long length) => bytes.Prefault(start, length);

    public void Dispose()
    {
        // They are somebody else's.
    }
}
