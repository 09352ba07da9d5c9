namespace ProductSpace.Memory;

/// <summary>Bytes of a file that stay where they are until the owner is disposed: mapped, or copied into memory.</summary>
internal interface IByteOwner : IDisposable
{
    /// <summary>Name for messages.</summary>
    string Path { get; }

    long Length { get; }

    NativeView<byte> Bytes { get; }

    /// <summary>Brings [start, start + length) into memory where it is not.</summary>
    void Prefault(long start, long length);
}
