namespace ProductSpace.Memory;

/// <summary>
/// The calls by which durable files come into being, are followed and are removed. One seam: tests let the n-th call fail,
/// or answer from a model of a disk that lists everything a crash can leave. Every method throws an
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the system refuses.
/// </summary>
internal interface IFileOperations
{
    /// <summary>Creates a file that must not be there, and holds it as being written until it is disposed.</summary>
    INewFile CreateNew(string path);

    /// <summary>Maps a whole file read-only.</summary>
    IByteOwner OpenRead(string path);

    /// <summary>Maps a whole file, and keeps it readable when others overwrite it; copies it where the system cannot promise that.</summary>
    IByteOwner OpenGuarded(string path);

    /// <summary>Copies a whole file into memory, so that nothing that happens to it later matters.</summary>
    IByteOwner OpenCopy(string path);

    /// <summary>The bytes of a small file, at most one more than <paramref name="maxBytes"/>; null where there is none. Not mapped.</summary>
    byte[]? ReadSmall(string path, int maxBytes);

    /// <summary>Takes the rights to write away. Windows has no such rights, and its attribute would forbid to replace the file.</summary>
    void MakeReadOnly(string path);

    /// <summary>Gives a file another name in its directory in one step; what had that name is gone, its maps stay.</summary>
    void Rename(string source, string target);

    /// <summary>Makes what happened to the names in a directory durable.</summary>
    void FlushDirectory(string directory);

    void Delete(string path);

    /// <summary>Names of the files in a directory, without it.</summary>
    string[] List(string directory);

    /// <summary>Whether a file is older than that and held by no writer: what a killed process left behind.</summary>
    bool IsAbandoned(string path, TimeSpan age);

    /// <summary>Opens a file that grows over several runs, or creates it. A link in its place is refused.</summary>
    IPartialFile OpenPartial(string path);

    /// <summary>Locks a file for this process until disposed, and writes there who holds it; null where another holds it.</summary>
    IDisposable? TryLock(string path, string holder);
}

/// <summary>A file that is being written.</summary>
internal interface INewFile : IDisposable
{
    /// <summary>Writes all of the bytes at an offset.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns when the device has everything, and throws when it refuses. After a refusal the file is worth nothing.</summary>
    void Flush();
}

/// <summary>A file that is written in one run and gone on with in another. Nothing in it counts as durable.</summary>
internal interface IPartialFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills a piece of the buffer from an offset on; 0 behind the end.</summary>
    int Read(Span<byte> bytes, long offset);

    /// <summary>Writes all of the bytes at an offset.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Leaves the first bytes only.</summary>
    void Cut(long length);
}
