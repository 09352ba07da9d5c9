using System.Buffers.Binary;
using System.IO.Hashing;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// First 64 bytes of a .psd file: which snapshot it belongs to, and how much of it was durable when it got its name.
/// Little-endian. The checksum of the header is part of the seed of every record's, so that no record of another file
/// passes.
/// </summary>
/// <param name="Base">Content hash of the snapshot.</param>
/// <param name="Dimension">Numbers in a vector.</param>
/// <param name="Issue">Rises by one whenever the file is written as a whole: opening, compaction, rotation.</param>
/// <param name="DurableBytes">Bytes that were durable before the file got its name, this header included.</param>
/// <param name="Turn">
/// In a folder of generations, one more than that of the delta whose content this one took over; the highest turn marks
/// the delta with the newest changes. 0 for the first one, and for a delta that is in no such folder.
/// </param>
internal sealed record DeltaHeader(UInt128 Base, int Dimension, long Issue, long DurableBytes, long Turn = 0)
{
    public const int Bytes = 64;

    private const int Version = 1;
    private const int VersionAt = 8;
    private const int DimensionAt = 12;
    private const int BaseAt = 16;
    private const int IssueAt = 32;
    private const int DurableBytesAt = 40;
    private const int TurnAt = 48;
    private const int CheckAt = 56;

    /// <summary>Shows a transfer in text mode, as a snapshot's magic does.</summary>
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'S', (byte)'D', 0x0D, 0x0A, 0x1A, 0x0A];

    public ulong Check => BinaryPrimitives.ReadUInt64LittleEndian(ToBytes().AsSpan(CheckAt));

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(DimensionAt), Dimension);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(BaseAt), Base);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(IssueAt), Issue);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(DurableBytesAt), DurableBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(TurnAt), Turn);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(CheckAt), XxHash3.HashToUInt64(bytes.AsSpan(0, CheckAt)));
        return bytes;
    }

    /// <exception cref="DeltaException">
    /// The bytes are not a header of this version, or fewer than it says.
    /// </exception>
    public static DeltaHeader Parse(string path, ReadOnlySpan<byte> file)
    {
        DeltaHeader header = ParseAlone(path, file);
        return header.DurableBytes <= file.Length
            ? header
            : throw Damaged(path, $"is cut: {file.Length} bytes are left of at least {header.DurableBytes}");
    }

    /// <exception cref="DeltaException">The bytes are not a header of this version.</exception>
    public static DeltaHeader ParseAlone(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes || !bytes.StartsWith(Magic))
        {
            throw Damaged(path, "is no delta, or its first bytes are damaged");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[CheckAt..]) != XxHash3.HashToUInt64(bytes[..CheckAt]))
        {
            throw Damaged(path, "its header is damaged (byte 0)");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[VersionAt..]);
        if (version != Version)
        {
            throw new DeltaException(
                DeltaProblem.NewerVersion,
                $"{path}: is of version {version}, this program reads version {Version}; update ProductSpace");
        }

        DeltaHeader header = new(
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[BaseAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[DimensionAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[IssueAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[DurableBytesAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[TurnAt..]));
        if (header.Dimension < 1 || header.Issue < 1 || header.DurableBytes < Bytes || header.Turn < 0
            || !bytes[..Bytes].SequenceEqual(header.ToBytes()))
        {
            throw Damaged(path, "its header says what no writer says (byte 0)");
        }

        return header;
    }

    public static DeltaException Damaged(string path, string problem) => new(
        DeltaProblem.Damaged,
        $"{path}: {problem}; restore the file from a copy, or remove it and write the changes since the build again");
}
