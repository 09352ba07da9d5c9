using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Records;

/// <summary>
/// An append-only temporary file of fixed-width records, read by ranges. It is deleted with the process at the latest.
/// </summary>
internal sealed class RecordFile<T> : IDisposable
    where T : unmanaged
{
    private const int BufferRecords = 1 << 13;

    private readonly string _folder;
    private readonly T[] _buffer = new T[BufferRecords];
    private FileStream? _file;
    private int _buffered;
    private long _written;

    public RecordFile(string folder) => _folder = folder;

    public long Count => _written + _buffered;

    public void Append(in T record)
    {
        if (_buffered == BufferRecords)
        {
            Flush();
        }

        _buffer[_buffered++] = record;
    }

    /// <summary>Reads records from a position on, in order, in blocks of this size.</summary>
    public IEnumerable<T> Read(long start, long count, int blockRecords = BufferRecords)
    {
        Flush();
        T[] block = new T[(int)Math.Min(blockRecords, Math.Max(count, 1))];
        for (long at = start, end = start + count; at < end; at += block.Length)
        {
            int length = (int)Math.Min(block.Length, end - at);
            Fill(block.AsSpan(0, length), at);
            for (int i = 0; i < length; i++)
            {
                yield return block[i];
            }
        }
    }

    /// <summary>
    /// Reads records from a position on; fewer than asked for only at the end. Safe from several threads once nothing
    /// is appended.
    /// </summary>
    public int Read(long position, Span<T> records)
    {
        Flush();
        int count = (int)Math.Clamp(_written - position, 0, records.Length);
        Fill(records[..count], position);
        return count;
    }

    public IEnumerable<T> ReadAll() => Read(0, Count);

    public void Dispose() => _file?.Dispose();

    /// <summary>Writes buffered records; reading then changes nothing.</summary>
    public void Flush()
    {
        if (_buffered > 0)
        {
            _file ??= TemporaryFile.Create(_folder);
            RandomAccess.Write(
                _file.SafeFileHandle,
                MemoryMarshal.AsBytes(_buffer.AsSpan(0, _buffered)),
                _written * Unsafe.SizeOf<T>());
            _written += _buffered;
            _buffered = 0;
        }
    }

    private void Fill(Span<T> records, long position)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(records);
        for (int read = 0; read < bytes.Length;)
        {
            int got = RandomAccess.Read(_file!.SafeFileHandle, bytes[read..], (position * Unsafe.SizeOf<T>()) + read);
            read +=
                got > 0 ? got : throw new EndOfStreamException("the temporary file was cut short while it was in use");
        }
    }
}
