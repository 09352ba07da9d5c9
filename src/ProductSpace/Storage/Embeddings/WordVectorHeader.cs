namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// First line of word2vec and fastText files, binary and text: "rows dimension" in decimal, separated by one space.
/// </summary>
/// <param name="Rows">Declared rows; long.MaxValue stands for anything larger.</param>
/// <param name="Dimension">Declared dimension; long.MaxValue stands for anything larger.</param>
/// <param name="LengthInBytes">Length of the line with its line feed.</param>
internal readonly record struct WordVectorHeader(long Rows, long Dimension, int LengthInBytes)
{
    private const int MaxBytes = 80;

    /// <summary>
    /// Parses the header at the start of <paramref name="head"/>; false if the first line is something else.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> head, out WordVectorHeader header)
    {
        header = default;
        ReadOnlySpan<byte> line = head[..Math.Min(head.Length, MaxBytes)];
        int feed = line.IndexOf((byte)'\n');
        int length = feed < 0 ? head.Length : feed + 1;
        line = line[..(feed < 0 ? line.Length : feed)].TrimEnd(" \t\r"u8);
        int space = line.IndexOfAny((byte)' ', (byte)'\t');
        if ((feed < 0 && head.Length > MaxBytes)
            || space < 0
            || !TryParseCount(line[..space], out long rows)
            || !TryParseCount(line[(space + 1)..], out long dimension))
        {
            return false;
        }

        header = new WordVectorHeader(rows, dimension, length);
        return true;
    }

    private static bool TryParseCount(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = value > (long.MaxValue - 9) / 10 ? long.MaxValue : (value * 10) + (digit - '0');
        }

        return digits.Length > 0;
    }
}
