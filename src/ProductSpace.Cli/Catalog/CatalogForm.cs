namespace ProductSpace.Cli.Catalog;

/// <summary>Forms of a catalogue, told apart by the first bytes.</summary>
internal enum CatalogForm
{
    Csv,
    JsonLines,
    Parquet,
}

/// <summary>Finds the form of a catalogue.</summary>
internal static class CatalogForms
{
    /// <summary>Bytes that are enough to tell.</summary>
    public const int HeadBytes = 256;

    /// <summary>Whether a CSV file could begin like this: an object begins with a quoted name.</summary>
    public static CatalogForm Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8))
        {
            return CatalogForm.Parquet;
        }

        head = (head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8);
        return !head.IsEmpty && head[0] == '{' && head[1..].TrimStart(" \t"u8) is { IsEmpty: false } inside
            && inside[0] is (byte)'"' or (byte)'}'
                ? CatalogForm.JsonLines
                : CatalogForm.Csv;
    }
}
