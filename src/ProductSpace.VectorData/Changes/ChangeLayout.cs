namespace ProductSpace.VectorData.Changes;

/// <summary>
/// The bytes of a file of changes (.psw): a head of 32 bytes, then frames. A frame has its length, its XXH3 and that
/// many bytes of changes; it counts whole or not at all. All numbers are little-endian.
/// </summary>
internal static class ChangeLayout
{
    // Head: magic 8, version 4, zero 4, number of the file 8, XXH3 of the bytes before it 8.
    public const int HeadBytes = 32;
    public const int VersionAt = 8;
    public const int NumberAt = 16;
    public const int HashAt = 24;

    public const int Version = 1;

    // Frame: length 4, XXH3 8, changes.
    public const int FrameHeadBytes = 12;

    /// <summary>Longest frame; a longer record is refused.</summary>
    public const int MaxFrameBytes = 64 << 20;

    /// <summary>A batch begins another frame beyond this length.</summary>
    public const int FullFrameBytes = 4 << 20;

    /// <summary>A record: number of values, then column, length and bytes of each.</summary>
    public const byte Written = 1;

    /// <summary>A deleted record: length and bytes of its key.</summary>
    public const byte Deleted = 2;

    /// <summary>A column that later records of the file may have.</summary>
    public const byte NewColumn = 3;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'S', (byte)'W', 0x0D, 0x0A, 0x1A, 0x0A];
}
