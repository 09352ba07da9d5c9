using System.Runtime.InteropServices;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Hostile;

/// <summary>A copy of a file flush against a page that cannot be read: one byte too far ends the process. A file of whole pages, as snapshots
/// are, has such a page right before its first byte too.</summary>
internal sealed unsafe partial class GuardedBytes : IByteOwner
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _map;
    private readonly nuint _mapBytes;
    private readonly byte* _start;

    public GuardedBytes(ReadOnlySpan<byte> bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint pages = (((nuint)bytes.Length + page - 1) / page) + 2;
        _mapBytes = pages * page;
        _map = (byte*)Map(null, _mapBytes, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_map == -1)
        {
            throw new InvalidOperationException("no memory for a guarded file");
        }

        byte* end = _map + _mapBytes - page;
        _start = end - bytes.Length;
        Length = bytes.Length;
        bytes.CopyTo(new Span<byte>(_start, bytes.Length));
        if (Protect(_map, page, 0) != 0 || Protect(end, page, 0) != 0)
        {
            throw new InvalidOperationException("the guard pages cannot be set");
        }
    }

    public string Path => "guarded";

    public long Length { get; }

    public NativeView<byte> Bytes => new(_start, Length);

    /// <summary>The same to be written to.</summary>
    public Span<byte> Span => new(_start, (int)Length);

    /// <summary>The byte behind the end, as a broken engine would read it.</summary>
    public byte ReadBehindTheEnd() => Volatile.Read(ref _start[Length]);

    public void Prefault(long start, long length)
    {
        // It is in memory already.
    }

    public void Dispose() => _ = Unmap(_map, _mapBytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
