using Microsoft.Win32.SafeHandles;

namespace ProductSpace.Memory;

/// <summary>
/// Copies a file into memory so that nothing can change its bytes: for files in places that others write to, and for
/// forged files in tests.
/// </summary>
internal sealed class CopiedBytes : IByteOwner
{
    private readonly AlignedBuffer<byte> _buffer;

    public CopiedBytes(string name, ReadOnlySpan<byte> bytes)
    {
        Path = name;
        _buffer = new AlignedBuffer<byte>(bytes.Length);
        bytes.CopyTo(_buffer.View.Slice(0, bytes.Length));
    }

    private CopiedBytes(string name, AlignedBuffer<byte> buffer)
    {
        Path = name;
        _buffer = buffer;
    }

    /// <summary>Reads a whole regular file into memory. Its length is the one found at opening.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The path is not a regular file, cannot be read, or was truncated during the
    /// read.</exception>
    public static CopiedBytes OpenRead(string path)
    {
        if (!LibC.IsSeekable(path))
        {
            throw new IOException($"{path}: is not a regular file");
        }

        using SafeFileHandle file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(file);
        AlignedBuffer<byte> buffer = new(length);
        try
        {
            const int step = 1 << 24;
            long start = 0;
            while (start < length)
            {
                int read = RandomAccess.Read(
                    file, buffer.View.Slice(start, (int)Math.Min(step, length - start)), start);
                start += read > 0
                    ? read
                    : throw new IOException(
                        $"{path}: was truncated to {start} of {length} bytes while it was being read");
            }

            return new CopiedBytes(path, buffer);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public long Length => _buffer.Length;

    public NativeView<byte> Bytes => _buffer.View;

    public void Prefault(long start, long length)
    {
        // A copy is already in memory.
    }

    public void Dispose() => _buffer.Dispose();
}
