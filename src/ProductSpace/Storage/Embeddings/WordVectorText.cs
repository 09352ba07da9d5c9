namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// word2vec .txt and fastText .vec (a header line, then rows) and GloVe .txt (rows only). A row is an id and its
/// numbers; rows end at 0x0A only, not at other line ends of Unicode. Invariant: every row has the dimension, and there
/// are as many rows as a header declares.
/// </summary>
internal static class WordVectorText
{
    public static EmbeddingFile Convert(Conversion conversion, WordVectorHeader? header, int dimension, bool isBare)
    {
        ByteSource source = conversion.Source;
        source.Skip(header?.LengthInBytes ?? 0);
        int firstLine = header is null ? 1 : 2;
        int limit = EmbeddingLimits.MaxLineBytes(dimension);
        float[] numbers = new float[dimension];
        bool spacesInIds = header is not null || conversion.Options.Dimension is not null;
        bool blank = false;
        FractionIds fractions = new();
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
                ReadOnlySpan<byte> id = Split(conversion, header, row, numbers, isBare, spacesInIds, number);
                if (isBare)
                {
                    conversion.AddBare(numbers, "line", number);
                }
                else
                {
                    fractions.Add(id);
                    conversion.Add(id, numbers, "line", number, source.Position);
                }
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

        if (header is null && !isBare && fractions.AreAll)
        {
            throw Refusal.Of(
                conversion.Path,
                "has a number with decimals in place of the id in every line",
                "give the ids if the lines are numbers only (--ids), else correct the ids");
        }

        return conversion.Finish(
            header is null ? "text without header" : "word2vec text", dimension, "line", firstLine);
    }

    /// <summary>Parses the numbers of a row and returns its id, which is empty if the rows are numbers only.</summary>
    private static ReadOnlySpan<byte> Split(
        Conversion conversion,
        WordVectorHeader? header,
        ReadOnlySpan<byte> row,
        float[] numbers,
        bool isBare,
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
                $"line {number}: {(isBare ? string.Empty : "an id and ")}{numbers.Length} numbers are needed, but "
                    + $"number {wrong + 1} is missing or invalid ({Refusal.Quote(field)})",
                "correct the line, or the dimension");
        }

        ReadOnlySpan<byte> id = row[..idLength];
        if (isBare)
        {
            return id.IsEmpty
                ? id
                : throw Refusal.Of(
                    conversion.Path,
                    $"line {number} has more than the {numbers.Length} numbers of a row without an id",
                    "correct the line, or the dimension");
        }

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

        return id;
    }

    /// <summary>Whether all ids are numbers with decimals, as in a matrix that was saved without ids.</summary>
    private struct FractionIds
    {
        /// <summary>A few ids can be such numbers by chance.</summary>
        private const int Fewest = 5;

        private bool _hasOther;
        private int _count;

        public readonly bool AreAll => _count >= Fewest && !_hasOther;

        public void Add(ReadOnlySpan<byte> id)
        {
            if (!_hasOther)
            {
                _count++;
                _hasOther = !DecimalNumber.TryParse(id, out float value) || value == MathF.Round(value);
            }
        }
    }
}
