namespace ProductSpace.Memory;

/// <summary>
/// File system calls that create, follow and remove durable files. The one seam for tests, which let the n-th call fail
/// or answer from a model of a disk that lists every state a crash can leave. Every method throws
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> if the system refuses.
/// </summary>
internal interface IFileOperations
{
    /// <summary>Creates a file that must not exist yet, and marks it as being written until it is disposed.</summary>
    INewFile CreateNew(string path);

    /// <summary>Maps a whole file read-only.</summary>
    IByteOwner OpenRead(string path);

    /// <summary>
    /// Maps a whole file and keeps it readable if others overwrite it. Copies it if the system cannot promise that.
    /// </summary>
    IByteOwner OpenGuarded(string path);

    /// <summary>Copies a whole file into memory, so that later changes to it have no effect.</summary>
    IByteOwner OpenCopy(string path);

    /// <summary>
    /// Reads a small file without mapping it, up to one byte more than <paramref name="maxBytes"/>; null if it does not
    /// exist.
    /// </summary>
    byte[]? ReadSmall(string path, int maxBytes);

    /// <summary>
    /// Removes the write permissions. Does nothing on Windows, where the read-only attribute would prevent replacing
    /// the file.
    /// </summary>
    void MakeReadOnly(string path);

    /// <summary>
    /// Renames a file within its directory atomically. A file that had the new name is gone, but maps of it stay valid.
    /// </summary>
    void Rename(string source, string target);

    /// <summary>Makes changes to the names in a directory durable.</summary>
    void FlushDirectory(string directory);

    void Delete(string path);

    /// <summary>Lists the names of the files in a directory, without its path.</summary>
    string[] List(string directory);

    /// <summary>
    /// Whether a file is older than <paramref name="age"/> and held by no writer, so that a killed process must have
    /// left it.
    /// </summary>
    bool IsAbandoned(string path, TimeSpan age);

    /// <summary>Opens or creates a file that grows over several runs. Refuses a symbolic link.</summary>
    IPartialFile OpenPartial(string path);

    /// <summary>
    /// Locks a file for this process until disposed, and writes the holder's name into it; null if another process
    /// holds it.
    /// </summary>
    IDisposable? TryLock(string path, string holder);
}

/// <summary>A file that is being written.</summary>
internal interface INewFile : IDisposable
{
    /// <summary>Writes all bytes at an offset.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>
    /// Returns once the device has all data; throws if it refuses. After a refusal the file is worthless.
    /// </summary>
    void Flush();
}

/// <summary>A file that one run begins and another continues. Nothing in it counts as durable.</summary>
internal interface IPartialFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads into the buffer from an offset; returns the number of bytes read, 0 past the end.</summary>
    int Read(Span<byte> bytes, long offset);

    /// <summary>Writes all bytes at an offset.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Truncates the file to a length.</summary>
    void Cut(long length);
}
