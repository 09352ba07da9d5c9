using System.Runtime.InteropServices;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Hostile;

/// <summary>
/// A file flush against a page that cannot be read: one byte too far ends the process. A file of whole pages, as snapshots
/// are, has such a page right before its first byte too. The pages can hold another file of as many pages later.
/// </summary>
internal sealed unsafe partial class GuardedBytes : IByteOwner
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _map;
    private readonly nuint _mapBytes;
    private readonly byte* _end;

    public GuardedBytes(ReadOnlySpan<byte> bytes)
        : this(bytes.Length)
    {
        bytes.CopyTo(Span);
    }

    /// <summary>Of so many bytes, zeros.</summary>
    public GuardedBytes(int length)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _mapBytes = ((nuint)PagesOf(length) + 2) * page;
        _map = (byte*)Map(null, _mapBytes, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_map == -1)
        {
            throw new InvalidOperationException("no memory for a guarded file");
        }

        _end = _map + _mapBytes - page;
        Length = length;
        if (Protect(_map, page, 0) != 0 || Protect(_end, page, 0) != 0)
        {
            throw new InvalidOperationException("the guard pages cannot be set");
        }
    }

    public string Path => "guarded";

    public long Length { get; private set; }

    public NativeView<byte> Bytes => new(_end - Length, Length);

    /// <summary>The same to be written to.</summary>
    public Span<byte> Span => new(_end - Length, (int)Length);

    /// <summary>The byte behind the end, as a broken engine would read it.</summary>
    public byte ReadBehindTheEnd() => Volatile.Read(ref *_end);

    /// <summary>Pages that a file of so many bytes takes.</summary>
    public static int PagesOf(int length) => (length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;

    /// <summary>Makes room for another file of as many pages; what stood there stays until it is overwritten.</summary>
    public void Resize(int length)
    {
        if (PagesOf(length) != PagesOf((int)Length))
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "other pages than these");
        }

        Length = length;
    }

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
