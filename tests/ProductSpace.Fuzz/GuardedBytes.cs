using System.Runtime.InteropServices;
using ProductSpace.Memory;

namespace ProductSpace.Fuzz;

/// <summary>
/// A file between regions of <see cref="GuardBytes"/> that cannot be read: a read that leaves the file ends the process. The
/// file ends right before the upper region; a file of whole pages, as snapshots are, also begins right after the lower one.
/// The pages can hold another file of the same number of pages later.
/// </summary>
internal sealed unsafe partial class GuardedBytes : IByteOwner
{
    private const int NoAccess = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymousNoReserve = 0x4022;

    /// <summary>
    /// Address space on each side, which costs no memory. One page would catch a read by a few bytes only; what a wild offset
    /// meets behind it is another mapping in one process and nothing in the next, so the mutant would not fail every time.
    /// </summary>
    private const int GuardBytes = 64 << 20;

    private readonly byte* _map;
    private readonly nuint _mapBytes;
    private readonly byte* _end;

    public GuardedBytes(ReadOnlySpan<byte> bytes)
        : this(bytes.Length)
    {
        bytes.CopyTo(Span);
    }

    /// <summary>A file of zeros.</summary>
    public GuardedBytes(int length)
    {
        nuint readable = (nuint)PagesOf(length) * (nuint)Environment.SystemPageSize;
        _mapBytes = readable + (2 * (nuint)GuardBytes);
        _map = (byte*)Map(null, _mapBytes, NoAccess, PrivateAnonymousNoReserve, -1, 0);
        if ((nint)_map == -1)
        {
            throw new InvalidOperationException("no address space for a guarded file");
        }

        _end = _map + GuardBytes + readable;
        Length = length;
        if (readable > 0 && Protect(_map + GuardBytes, readable, ReadWrite) != 0)
        {
            throw new InvalidOperationException("the pages of a guarded file cannot be made readable");
        }
    }

    public string Path => "guarded";

    public long Length { get; private set; }

    public NativeView<byte> Bytes => new(_end - Length, Length);

    /// <summary>The bytes of the file, writable.</summary>
    public Span<byte> Span => new(_end - Length, (int)Length);

    /// <summary>Reads a byte behind the end, as a broken engine would.</summary>
    /// <param name="distance">How many bytes lie between the end and it.</param>
    public byte ReadBehindTheEnd(int distance = 0) => Volatile.Read(ref *(_end + distance));

    /// <summary>The number of pages that a file takes.</summary>
    public static int PagesOf(int length) => (length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;

    /// <summary>Makes room for another file of the same number of pages; the bytes stay until they are overwritten.</summary>
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
