namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Tells a binary file by its first bytes, so that its content is not taken for text and shown in a message.
/// </summary>
internal static class BinaryHead
{
    /// <summary>Bytes to look at.</summary>
    public const int Length = 1024;

    private static readonly (byte[] Mark, string Name)[] s_known =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive, as Excel writes it"),
        ([0xD0, 0xCF, 0x11, 0xE0], "a workbook of an older Excel"),
    ];

    /// <exception cref="BuildInputException">The bytes are no text.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head)
    {
        foreach ((byte[] mark, string name) in s_known)
        {
            if (head.StartsWith(mark))
            {
                throw Refused(path, name);
            }
        }

        // UTF-16 has bytes of 0 and begins with a mark.
        if (head.Contains((byte)0) && !head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
            && !head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw Refused(path, "a binary file");
        }
    }

    private static BuildInputException Refused(string path, string what) =>
        new($"{path}: is {what}, no CSV, JSON lines or Parquet; export the products as one of these");
}
