using ProductSpace.Delta;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Content of a .psd file. Records are read up to the first that is not whole. What follows is a torn tail, writes that
/// were never acknowledged, unless something proves the contrary: the header's own length, or a whole record further on
/// that was written when these bytes were known to be durable. Then acknowledged writes are damaged, and the file is
/// refused.
/// </summary>
/// <param name="Header">The file's header.</param>
/// <param name="Records">The writes, in order.</param>
/// <param name="Length">Bytes up to the end of the last whole record.</param>
/// <param name="TornBytes">Bytes behind it.</param>
internal sealed record DeltaContent(
    DeltaHeader Header, IReadOnlyList<DeltaRecord> Records, long Length, long TornBytes)
{
    /// <summary>Most bytes of a file: it is read as a whole, and no writer makes a larger one.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>
    /// Most bytes that the search for a witness hashes: a forged file could ask for its length squared.
    /// </summary>
    private const long MaxHashed = 64L << 20;

    /// <summary>Reads a whole file; null if there is none.</summary>
    /// <exception cref="DeltaException">
    /// The file is not a delta, of a newer version, or acknowledged writes in it are damaged.
    /// </exception>
    public static DeltaContent? Read(string path, IFileOperations files)
    {
        try
        {
            using IByteOwner bytes = files.OpenCopy(path);
            return bytes.Length <= MaxBytes
                ? Parse(path, bytes.Length == 0 ? default : bytes.Bytes.Slice(0, (int)bytes.Length))
                : throw DeltaHeader.Damaged(path, $"has {bytes.Length} bytes, more than any writer makes");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="DeltaException">See <see cref="Read"/>.</exception>
    public static DeltaContent Parse(string path, ReadOnlySpan<byte> file)
    {
        DeltaHeader header = DeltaHeader.Parse(path, file);
        ulong check = header.Check;
        List<DeltaRecord> records = [];
        long position = DeltaHeader.Bytes;
        long hashed = 0;
        while (DeltaCodec.TryMeasure(file, position, check, out int length, out _, ref hashed))
        {
            ReadOnlySpan<byte> record = file.Slice((int)position, length);
            if (!DeltaCodec.IsMark(record))
            {
                records.Add(DeltaCodec.Read(record, header.Dimension)
                    ?? throw DeltaHeader.Damaged(path, $"the record at byte {position} says what no writer says"));
            }

            position += length;
        }

        if (position < file.Length && (position < header.DurableBytes || IsWitnessed(file, position, check)))
        {
            throw DeltaHeader.Damaged(path, $"acknowledged writes are damaged at byte {position}");
        }

        return position >= header.DurableBytes
            ? new DeltaContent(header, records, position, file.Length - position)
            : throw DeltaHeader.Damaged(path, $"acknowledged writes are missing from byte {position}");
    }

    /// <summary>Whether a record behind a damaged place was written when that place was durable.</summary>
    private static bool IsWitnessed(ReadOnlySpan<byte> file, long damaged, ulong check)
    {
        long hashed = 0;
        for (long place = damaged + 8; place < file.Length && hashed < MaxHashed; place += 8)
        {
            if (DeltaCodec.TryMeasure(file, place, check, out _, out long flushed, ref hashed) && flushed > damaged)
            {
                return true;
            }
        }

        // Too much looks like records for a torn write.
        return hashed >= MaxHashed;
    }
}
