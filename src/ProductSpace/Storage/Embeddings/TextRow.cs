namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// One row of text: an id, then the numbers, separated by spaces or tabs. It is split from the right, because ids may
/// contain spaces. Only the bytes 0x20 and 0x09 separate, so a no-break space belongs to the id.
/// </summary>
internal static class TextRow
{
    /// <summary>Removes the carriage return of CRLF and trailing separators, which word2vec.c writes.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) =>
        (line.EndsWith("\r"u8) ? line[..^1] : line).TrimEnd(" \t"u8);

    /// <summary>Parses the last <paramref name="numbers"/>.Length fields as numbers; the rest is the id.</summary>
    /// <param name="row">A trimmed line.</param>
    /// <param name="numbers">Filled from the right.</param>
    /// <param name="idLength">Length of the id at the start of the row; 0 if the row has too few fields.</param>
    /// <param name="wrong">Index of the number that could not be parsed, or -1.</param>
    /// <param name="field">Text of that number.</param>
    public static bool TrySplit(
        ReadOnlySpan<byte> row, Span<float> numbers, out int idLength, out int wrong, out ReadOnlySpan<byte> field)
    {
        int end = row.Length;
        for (int i = numbers.Length - 1; i >= 0; i--)
        {
            int start = end;
            while (start > 0 && !IsSeparator(row[start - 1]))
            {
                start--;
            }

            field = row[start..end];
            if (!DecimalNumber.TryParse(field, out numbers[i]))
            {
                wrong = i;
                idLength = 0;
                return false;
            }

            end = start;
            while (end > 0 && IsSeparator(row[end - 1]))
            {
                end--;
            }
        }

        wrong = -1;
        field = default;
        idLength = end;
        return true;
    }

    /// <summary>Counts the fields of a trimmed line.</summary>
    public static int CountFields(ReadOnlySpan<byte> row)
    {
        int fields = 0;
        bool inside = false;
        foreach (byte character in row)
        {
            bool separator = IsSeparator(character);
            fields += !separator && !inside ? 1 : 0;
            inside = !separator;
        }

        return fields;
    }

    public static bool HasSeparator(ReadOnlySpan<byte> id) => id.IndexOfAny((byte)' ', (byte)'\t') >= 0;

    private static bool IsSeparator(byte character) => character is (byte)' ' or (byte)'\t';
}
