using System.Buffers;
using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// A .psd file that is written to. It comes into being whole, by the protocol of a publication, with its first records;
/// the handle that published it stays open and appends. So a file is never cut and never opened for writing by name,
/// and a torn tail is gone with the next writer. After a failed write or flush the file is not trusted any more;
/// another replaces it. Not thread-safe, except for <see cref="Write"/> beside <see cref="Append"/>.
/// </summary>
internal sealed class DeltaFile : IDisposable
{
    private const int StepBytes = 1 << 20;

    private readonly FilePublication _publication;
    private readonly ulong _check;
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _writing = new();
    private long _taken;

    private DeltaFile(FilePublication publication, DeltaHeader header)
    {
        _publication = publication;
        Header = header;
        _check = header.Check;
        _taken = header.DurableBytes;
        Flushed = header.DurableBytes;
    }

    public DeltaHeader Header { get; }

    /// <summary>Bytes that are durable.</summary>
    public long Flushed { get; private set; }

    /// <summary>Bytes of the file once everything pending is written.</summary>
    public long Length => _taken + _pending.WrittenCount;

    /// <summary>Pending bytes, for tests of what a crash leaves.</summary>
    public ReadOnlySpan<byte> Pending => _pending.WrittenSpan;

    /// <summary>Puts a file with these records in the place of whatever has the name.</summary>
    /// <exception cref="IOException">
    /// A step failed: the old file stands, or the new file does and its durability is unknown.
    /// </exception>
    public static DeltaFile Create(
        string path,
        IFileOperations files,
        UInt128 baseHash,
        int dimension,
        long issue,
        IReadOnlyList<DeltaRecord> records,
        long turn = 0)
    {
        // The checksum of the header, which holds the length, seeds those of the records: the length comes first.
        ArrayBufferWriter<byte> body = Encode(records, headerCheck: 0);
        DeltaHeader header = new(baseHash, dimension, issue, DeltaHeader.Bytes + (long)body.WrittenCount, turn);
        body = Encode(records, header.Check);
        FilePublication publication = new(path, files);
        try
        {
            publication.File.Write(header.ToBytes(), 0);
            for (int start = 0; start < body.WrittenCount; start += StepBytes)
            {
                int length = Math.Min(StepBytes, body.WrittenCount - start);
                publication.File.Write(body.WrittenSpan.Slice(start, length), DeltaHeader.Bytes + start);
            }

            publication.Complete(written =>
            {
                if (DeltaContent.Read(written, files) is not { TornBytes: 0 } content
                    || content.Header != header
                    || content.Records.Count != records.Count)
                {
                    throw DeltaHeader.Damaged(path, "what is read back is not what was written");
                }
            });
            return new DeltaFile(publication, header);
        }
        catch
        {
            publication.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record to what the next flush writes.</summary>
    /// <param name="kind">Kind of the write.</param>
    /// <param name="payload">Bytes of <see cref="DeltaCodec.WritePayload"/>.</param>
    public void Append(DeltaKind kind, ReadOnlySpan<byte> payload) =>
        DeltaCodec.Write(_pending, kind, payload, _check, Length, Flushed);

    /// <summary>
    /// Closes the file for good with a mark behind the last write; nothing may be pending. The mark need not reach the
    /// device.
    /// </summary>
    public void Finish()
    {
        ArrayBufferWriter<byte> mark = new();
        DeltaCodec.WriteMark(mark, _check, _taken, Flushed);
        _publication.File.Write(mark.WrittenSpan, _taken);
    }

    /// <summary>Takes the pending bytes, for <see cref="Write"/>.</summary>
    public (ReadOnlyMemory<byte> Bytes, long Offset) Take()
    {
        (_pending, _writing) = (_writing, _pending);
        _pending.ResetWrittenCount();
        long offset = _taken;
        _taken += _writing.WrittenCount;
        return (_writing.WrittenMemory, offset);
    }

    /// <summary>Writes and flushes; returns when the bytes are on the device.</summary>
    /// <exception cref="IOException">The device refuses; the file is not to be trusted any more.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        _publication.File.Write(bytes, offset);
        _publication.File.Flush();
        Flushed = offset + bytes.Length;
    }

    public void Dispose() => _publication.Dispose();

    private static ArrayBufferWriter<byte> Encode(IReadOnlyList<DeltaRecord> records, ulong headerCheck)
    {
        ArrayBufferWriter<byte> body = new();
        foreach (DeltaRecord record in records)
        {
            long position = DeltaHeader.Bytes + (long)body.WrittenCount;
            DeltaCodec.Write(body, record, headerCheck, position, DeltaHeader.Bytes);
        }

        return body;
    }
}
