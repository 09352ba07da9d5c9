namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// word2vec .txt and fastText .vec (a header line, then rows) and GloVe .txt (rows only). A row is an id and its
/// numbers; rows end at 0x0A only, not at other line ends of Unicode. Invariant: every row has the dimension, and there
/// are as many rows as a header declares.
/// </summary>
internal static class WordVectorText
{
    public static EmbeddingFile Convert(Conversion conversion, WordVectorHeader? header, int dimension)
    {
        ByteSource source = conversion.Source;
        source.Skip(header?.LengthInBytes ?? 0);
        int firstLine = header is null ? 1 : 2;
        int limit = EmbeddingLimits.MaxLineBytes(dimension);
        float[] numbers = new float[dimension];
        bool spacesInIds = header is not null || conversion.Options.Dimension is not null;
        bool blank = false;
        while (source.TryPeekLine(limit, out ReadOnlySpan<byte> line, out int skip))
        {
            long number = firstLine + conversion.RowsRead;
            if (line.Length > limit)
            {
                throw Refusal.Of(
                    conversion.Path,
                    $"line {number} is longer than the {limit} bytes that an id and {dimension} numbers can take",
                    Refusal.Recopy);
            }

            ReadOnlySpan<byte> row = TextRow.Trim(line);
            if (blank && !row.IsEmpty)
            {
                throw Refusal.Of(
                    conversion.Path, $"line {number} is blank, with rows after it", "remove the blank line");
            }

            blank = row.IsEmpty;
            if (!blank)
            {
                AddRow(conversion, header, row, numbers, spacesInIds, number);
            }

            source.Skip(skip);
        }

        if (header is WordVectorHeader declared && declared.Rows != conversion.RowsRead)
        {
            throw Refusal.Of(
                conversion.Path,
                $"declares {declared.Rows} rows in line 1 but ends after {conversion.RowsRead}: cut short",
                Refusal.Recopy);
        }

        return conversion.Finish(
            header is null ? "text without header" : "word2vec text", dimension, "line", firstLine);
    }

    private static void AddRow(
        Conversion conversion,
        WordVectorHeader? header,
        ReadOnlySpan<byte> row,
        float[] numbers,
        bool spacesInIds,
        long number)
    {
        if (conversion.RowsRead == header?.Rows)
        {
            throw Refusal.Of(
                conversion.Path,
                $"line {number} comes after the {header.Value.Rows} rows that line 1 declares",
                Refusal.Recopy);
        }

        if (!TextRow.TrySplit(row, numbers, out int idLength, out int wrong, out ReadOnlySpan<byte> field))
        {
            throw Refusal.Of(
                conversion.Path,
                $"line {number}: an id and {numbers.Length} numbers are needed, but number {wrong + 1} is missing or "
                    + $"invalid ({Refusal.Quote(field)})",
                "correct the line, or the dimension");
        }

        ReadOnlySpan<byte> id = row[..idLength];
        if (id.IsEmpty)
        {
            throw Refusal.Of(
                conversion.Path,
                $"line {number} has {numbers.Length} numbers and no id",
                "correct the line, or the dimension");
        }

        if (!spacesInIds && TextRow.HasSeparator(id))
        {
            throw Refusal.Of(
                conversion.Path,
                $"line {number} has {TextRow.CountFields(row)} fields, but line 1 has {numbers.Length + 1}",
                "correct the line; if ids contain spaces, give the dimension");
        }

        conversion.Add(id, numbers, "line", number);
    }
}
