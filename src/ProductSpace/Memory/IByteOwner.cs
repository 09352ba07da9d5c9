namespace ProductSpace.Memory;

/// <summary>Bytes of a file, mapped or copied into memory, that stay in place until the owner is disposed.</summary>
internal interface IByteOwner : IDisposable
{
    /// <summary>Name for messages.</summary>
    string Path { get; }

    long Length { get; }

    NativeView<byte> Bytes { get; }

    /// <summary>Brings [start, start + length) into memory.</summary>
    void Prefault(long start, long length);
}
