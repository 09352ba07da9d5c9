using System.IO.MemoryMappedFiles;

namespace ProductSpace.Memory;

/// <summary>
/// Maps a whole regular file read-only. The stream stays open while the map lives: .NET then holds a shared lock, so
/// that other .NET writers are refused. Never unmapped before <see cref="Dispose"/> or the finalizer. Views do not keep
/// the file alive; their users must.
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

        _map = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _accessor = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _pointer = start + _accessor.PointerOffset;
        if (IsScarce(Length))
        {
            LibC.AdviseRandom(_pointer, (nuint)Length);
        }
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

    /// <summary>Maps a file. Refuses directories, pipes and devices, which would hang or have no length.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The path is not a regular file, or the system refuses the map.</exception>
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

    /// <summary>Maps a file that is still open for writing. Owns the stream from here on, even if it throws.</summary>
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

    /// <summary>Whether the map has become a copy in memory; see <see cref="OverwriteGuard"/>.</summary>
    public bool IsCopied { get; private set; }

    /// <summary>Whether a kernel lease currently guards the map.</summary>
    public bool IsLeased { get; internal set; }

    /// <summary>The open file, to whose handle a lease belongs.</summary>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>
    /// Replaces the map with a copy of the file: same addresses, same bytes, atomically, so that readers notice
    /// nothing. Later changes to the file have no effect. Linux only.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read, or memory is short. The map is unchanged.</exception>
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
                int read = RandomAccess.Read(
                    Handle, new Span<byte>(copy + start, (int)Math.Min(step, Length - start)), start);
                start += read > 0
                    ? read
                    : throw new IOException(
                        $"{Path}: was truncated to {start} of {Length} bytes before it could be copied");
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
    /// Brings the pages of [start, start + length) into memory in file order: asks the system for all of them, then
    /// touches each. Asking alone was not enough in a virtual machine, where the guest had mapped the pages but the
    /// first access still cost microseconds (seen on one host; a walk then took 80 times as long). A range larger than
    /// the memory available to the process is not loaded, because it would evict itself; reading ahead was switched
    /// off when the file was mapped, so that a search waits for single pages and not for hundreds around them.
    /// </summary>
    public void Prefault(long start, long length)
    {
        NativeView<byte> view = Bytes.SliceView(start, length);
        if (length == 0)
        {
            return;
        }

        nint page = Environment.SystemPageSize;
        byte* first = (byte*)((nint)view.Pointer & ~(page - 1));
        if (IsScarce(length))
        {
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

    /// <summary>Whether a part of a file of this length is more than the memory available to the process.</summary>
    public static bool IsScarce(long length) => length > MemoryLimit;

    /// <summary>
    /// Memory available to the process, including a container's limit, of which the runtime takes three quarters for
    /// its heap.
    /// </summary>
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
