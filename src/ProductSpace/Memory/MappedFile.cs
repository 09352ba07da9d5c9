using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// A whole regular file mapped read-only. The stream stays open while the map lives: .NET then holds a shared lock, so
/// that other .NET writers are refused. Never unmapped before <see cref="Dispose"/> or the finalizer; views do not keep
/// the file alive, their users must.
/// </summary>
internal sealed unsafe class MappedFile : IByteOwner
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _accessor;
    private byte* _pointer;
    private int _released;

    private MappedFile(FileStream stream)
    {
        _stream = stream;
        Length = stream.Length;
        if (Length == 0)
        {
            return;
        }

        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _accessor = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _pointer = start + _accessor.PointerOffset;
    }

    ~MappedFile() => ReleasePointer();

    /// <summary>Length in bytes at the time of opening.</summary>
    public long Length { get; }

    public string Path => _stream.Name;

    public NativeView<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_released != 0, this);
            return new NativeView<byte>(_pointer, Length);
        }
    }

    /// <summary>Maps a file; refuses directories, pipes and devices, which would hang or have no length.</summary>
    /// <exception cref="FileNotFoundException">there is no such file.</exception>
    /// <exception cref="IOException">the path is no regular file, or the system refuses the map.</exception>
    public static MappedFile OpenRead(string path)
    {
        FileInfo info = new(path);
        if (!info.Exists)
        {
            throw Directory.Exists(path)
                ? new IOException($"{path}: is a directory, a file is needed")
                : new FileNotFoundException($"{path}: no such file", path);
        }

        if (!LibC.IsSeekable(path))
        {
            throw new IOException($"{path}: is not a regular file");
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            return new MappedFile(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Maps a file that is still open from writing it, and owns the stream from here on, also when it throws.</summary>
    public static MappedFile Adopt(FileStream stream)
    {
        try
        {
            stream.Flush();
            return new MappedFile(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether the map is a copy in memory by now: see <see cref="OverwriteGuard"/>.</summary>
    public bool IsCopied { get; private set; }

    /// <summary>Whether a lease of the kernel guards the map now.</summary>
    public bool IsLeased { get; internal set; }

    /// <summary>The open file, whose handle a lease belongs to.</summary>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>
    /// Puts a copy of the file, read now, in the place of the map: same addresses, same bytes, in one step of the system, so
    /// that readers notice nothing. What happens to the file afterwards does not matter any more. Linux only.
    /// </summary>
    /// <exception cref="IOException">the file cannot be read, or there is no memory; the map is as it was.</exception>
    internal void MoveToMemory()
    {
        if (IsCopied || Length == 0 || _released != 0)
        {
            return;
        }

        byte* copy = LibC.MapMemory((nuint)Length, Path);
        try
        {
            const int step = 1 << 22;
            long start = 0;
            while (start < Length)
            {
                int read = RandomAccess.Read(Handle, new Span<byte>(copy + start, (int)Math.Min(step, Length - start)), start);
                start += read > 0 ? read : throw new IOException($"{Path}: was cut to {start} of {Length} bytes before it could be copied");
            }

            LibC.MoveMap(copy, (nuint)Length, _pointer, Path);
            IsCopied = true;
        }
        catch
        {
            LibC.Unmap(copy, (nuint)Length);
            throw;
        }
    }

    /// <summary>
    /// Brings the pages of [start, start + length) into memory, in file order: the system is asked for all of them, then each
    /// is touched. The first alone was not enough in a virtual machine: pages that the device had just filled were mapped by the
    /// guest, and still cost the first reader microseconds (seen on one host; a walk then took 80 times as long). More than the
    /// process may have in memory is not brought in: it would push itself out. Then nothing is read ahead either, so that a page
    /// that a search waits for costs that page and not the hundreds around it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefault(long start, long length)
    {
        NativeView<byte> view = Bytes.SliceView(start, length);
        if (length == 0)
        {
            return;
        }

        nint page = Environment.SystemPageSize;
        byte* first = (byte*)((nint)view.Pointer & ~(page - 1));
        if (length > MemoryLimit)
        {
            LibC.AdviseRandom(first, (nuint)(view.Pointer + length - first));
            return;
        }

        LibC.Populate(first, (nuint)(view.Pointer + length - first));
        byte sum = 0;
        for (long offset = 0; offset < length; offset += page)
        {
            sum ^= view[offset];
        }

        GC.KeepAlive(sum);
    }

    /// <summary>Bytes that the process may have in memory, a container's limit included: of that the runtime takes three quarters for its heap.</summary>
    private static long MemoryLimit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3 * 4;

    public void Dispose()
    {
        OverwriteGuard.Remove(this);
        ReleasePointer();
        _accessor?.Dispose();
        _map?.Dispose();
        _stream.Dispose();
        GC.SuppressFinalize(this);
    }

    private void ReleasePointer()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0 && _pointer != null)
        {
            _pointer = null;
            _accessor!.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
