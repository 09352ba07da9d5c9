namespace ProductSpace.VectorData.Records;

/// <summary>
/// The bytes of a records file (.psr): a head of 64 bytes, sections in 8-byte alignment, and at the end a list of what
/// they are. All numbers are little-endian.
/// </summary>
internal static class RecordLayout
{
    // Head: magic 8, version 4, bytes of the list 4, length of the file 8, records 8, offset of the list 8,
    // XXH3 of the list 8, zero 8, XXH3 of the head before it 8.
    public const int HeadBytes = 64;
    public const int VersionAt = 8;
    public const int ListBytesAt = 12;
    public const int FileBytesAt = 16;
    public const int RecordsAt = 24;
    public const int ListAt = 32;
    public const int ListHashAt = 40;
    public const int HeadHashAt = 56;

    public const int Version = 1;
    public const int Alignment = 8;
    public const int MaxListBytes = 16 << 20;

    /// <summary>Most records: their rows are numbered by int, and the table of keys has twice as many places.</summary>
    public const int MaxRecords = 1 << 29;

    /// <summary>Shows damage by text-mode transfer: a byte above 127, CR LF, end-of-file of DOS, LF.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'S', (byte)'R', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Places in the table of keys: a power of two, at least twice the records.</summary>
    public static int PlacesFor(int records) =>
        records == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)records * 2);
}

/// <summary>Where a section lies.</summary>
internal readonly record struct Section(long Offset, long Length, ulong Hash);

/// <summary>Sections of one column: flags of nulls, values, and where values of different lengths end.</summary>
internal sealed record ColumnSections(Section Nulls, Section Values, Section Ends);

/// <summary>The index of a vector column as of this file; none where the column has no vector or no index.</summary>
/// <param name="Generation">Number of the generation in the column's folder.</param>
/// <param name="ContentHash">Content hash of its snapshot.</param>
/// <param name="Rows">Row of each ordinal; empty where ordinal and row are the same.</param>
internal sealed record IndexEntry(int Generation, string ContentHash, Section Rows);
