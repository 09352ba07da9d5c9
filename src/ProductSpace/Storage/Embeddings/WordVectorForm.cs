using System.Buffers;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Recognises the word vector format of a file by its content: binary with a header, text with a header, or text
/// without one. Binary and text share their first line, so the first row decides: if it parses as a text row, the file
/// is text, unless the file is small, has control bytes and is exactly filled by binary rows.
/// </summary>
/// <param name="Header">The first line, if it is a header.</param>
/// <param name="Dimension">Checked dimension of the rows.</param>
/// <param name="IsBinary">Whether it is word2vec .bin.</param>
/// <param name="IsBare">Whether it is text whose rows are numbers only.</param>
internal readonly record struct WordVectorForm(WordVectorHeader? Header, int Dimension, bool IsBinary, bool IsBare)
{
    private const int HeadBytes = 1 << 15;

    private const string NoForm =
        "choose a word2vec .bin or .txt, fastText .vec, GloVe .txt, .npy, .fvecs or .safetensors file";

    // Binary numbers almost certainly contain such bytes; text never does.
    private static readonly SearchValues<byte> s_controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    public static WordVectorForm Find(ByteSource source, string path, EmbeddingReadOptions options)
    {
        if (source.Peek(Utf8Mark.Length).SequenceEqual(Utf8Mark))
        {
            source.Skip(Utf8Mark.Length);
        }

        ReadOnlySpan<byte> head = source.Peek(HeadBytes);
        if (head.IsEmpty)
        {
            throw Refusal.Of(path, "is empty", Refusal.Recopy);
        }

        if (ForeignForm.NameOf(head) is ForeignForm foreign)
        {
            throw Refusal.Of(path, $"is {foreign.Name}", foreign.Remedy);
        }

        return WordVectorHeader.TryParse(head, out WordVectorHeader header)
            ? FindWithHeader(source, header, head.Length < HeadBytes, path, options)
            : FindWithoutHeader(source, path, options);
    }

    private static WordVectorForm FindWithHeader(
        ByteSource source, WordVectorHeader header, bool whole, string path, EmbeddingReadOptions options)
    {
        int dimension = Refusal.Dimension(path, header.Dimension, options);
        int rows = Refusal.Rows(path, header.Rows);
        bool binary = LooksBinary(source.Peek(HeadBytes)[header.LengthInBytes..], rows, dimension, whole);

        bool mayBeBare = options.GivenIds is not null;

        // The shortest rows: an id of one byte, a separator, and per number four bytes, or a digit and a separator.
        long shortest = checked(
            rows * (binary ? 2 + ((long)dimension * sizeof(float)) : ((long)dimension * 2) + (mayBeBare ? 0 : 2))
            - (binary ? 0 : 1));
        if (source.Length - source.Position - header.LengthInBytes is long rest && rest < shortest)
        {
            throw Refusal.Of(
                path,
                $"declares {rows} rows of {dimension} numbers in line 1, which need at least {shortest} bytes, but has "
                    + $"{rest} after it: cut short",
                Refusal.Recopy);
        }

        bool isBare = !binary && options.GivenIds is not null && IsBareRow(source, header, dimension);
        return new WordVectorForm(header, dimension, binary, isBare);
    }

    /// <summary>Whether the row after the header is numbers only.</summary>
    private static bool IsBareRow(ByteSource source, WordVectorHeader header, int dimension)
    {
        ReadOnlySpan<byte> body =
            source.Peek(header.LengthInBytes + EmbeddingLimits.MaxLineBytes(dimension))[header.LengthInBytes..];
        int feed = body.IndexOf((byte)'\n');
        ReadOnlySpan<byte> row = TextRow.Trim(feed < 0 ? body : body[..feed]);
        return TextRow.TrySplit(row, new float[dimension], out int idLength, out _, out _) && idLength == 0;
    }

    private static bool LooksBinary(ReadOnlySpan<byte> body, int rows, int dimension, bool whole)
    {
        // Numbers can spell a text row by chance (9.3e-40 is "0 ", a line feed and a zero): a small file is parsed.
        bool fills = whole && WordVectorBinary.Fills(body, rows, dimension);
        bool controls = body.ContainsAny(s_controls);
        if (fills && controls)
        {
            return true;
        }

        int feed = body.IndexOf((byte)'\n');
        if (feed >= 0 || whole)
        {
            ReadOnlySpan<byte> row = TextRow.Trim(feed >= 0 ? body[..feed] : body);
            if (TextRow.TrySplit(row, new float[dimension], out int idLength, out _, out _) && idLength > 0)
            {
                return false;
            }
        }

        return controls || fills;
    }

    private static WordVectorForm FindWithoutHeader(ByteSource source, string path, EmbeddingReadOptions options)
    {
        ReadOnlySpan<byte> head = source.Peek(HeadBytes);
        int feed = head.IndexOf((byte)'\n');
        int control = (feed < 0 ? head : head[..feed]).IndexOfAny(s_controls);
        if (control >= 0)
        {
            throw Refusal.Of(
                path,
                "is not an embedding file of a known format: neither a known signature nor text (byte "
                    + $"{source.Position + control} is a control character)",
                NoForm);
        }

        source.TryPeekLine(EmbeddingLimits.MaxFirstLineBytes, out ReadOnlySpan<byte> line, out _);
        if (line.Length > EmbeddingLimits.MaxFirstLineBytes)
        {
            throw Refusal.Of(path, $"line 1 is longer than {EmbeddingLimits.MaxFirstLineBytes} bytes", NoForm);
        }

        ReadOnlySpan<byte> row = TextRow.Trim(line);
        int fields = TextRow.CountFields(row);
        bool isBare = options.GivenIds is Utf8List ids && BeginsBare(row, fields, ids, path, options);
        fields -= isBare ? 0 : 1;
        if (fields < 1)
        {
            throw Refusal.Of(
                path,
                "is not an embedding file of a known format: line 1 is neither a header 'rows dimension' nor an id and "
                    + "its numbers",
                NoForm);
        }

        int dimension = options.Dimension ?? Refusal.Dimension(path, fields, options);
        if (!TextRow.TrySplit(row, new float[dimension], out int idLength, out _, out ReadOnlySpan<byte> wrong)
            || (idLength == 0) != isBare)
        {
            throw Refusal.Of(
                path,
                "is not an embedding file of a known format: line 1 is neither a header 'rows dimension' nor an id "
                    + $"and {dimension} numbers ({Refusal.Quote(wrong)} is not a number)",
                "choose the other file; if ids contain spaces and there is no header, give the dimension");
        }

        return new WordVectorForm(null, dimension, false, isBare);
    }

    /// <summary>
    /// Whether rows are numbers only, where their ids are given: the first field is a number, and not the id of the
    /// row.
    /// </summary>
    private static bool BeginsBare(
        ReadOnlySpan<byte> row, int fields, Utf8List ids, string path, EmbeddingReadOptions options)
    {
        if (options.Dimension is int dimension)
        {
            return fields == dimension;
        }

        int end = row.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> first = end < 0 ? row : row[..end];
        if (!DecimalNumber.TryParse(first, out _) || (ids.Count > 0 && ids[0].SequenceEqual(first)))
        {
            return false;
        }

        ReadOnlySpan<byte> signs = ".eE"u8;
        if (end >= 0 && first.IndexOfAny(signs) < 0 && row[end..].IndexOfAny(signs) >= 0)
        {
            throw Refusal.Of(
                path,
                $"line 1 begins with {Refusal.Quote(first)}, which can be an id, though not the given one, or the "
                    + $"first of {fields} numbers",
                $"say how many numbers a row has (--dimension {fields} or {fields - 1})");
        }

        return true;
    }
}
