using System.Runtime.InteropServices;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// word2vec .bin: the header line, then rows of id bytes, one space, dimension x float32 little-endian, and with
/// word2vec.c a line feed. gensim and the GoogleNews file omit that line feed, so it is skipped before an id but never
/// required. Invariant: exactly the declared rows, and nothing after them.
/// </summary>
internal static class WordVectorBinary
{
    public static EmbeddingFile Convert(Conversion conversion, WordVectorHeader header, int dimension)
    {
        ByteSource source = conversion.Source;
        source.Skip(header.LengthInBytes);
        float[] numbers = new float[dimension];
        Span<byte> numberBytes = MemoryMarshal.AsBytes(numbers.AsSpan());
        Span<byte> id = stackalloc byte[EmbeddingLimits.MaxIdBytes];
        bool? endsInFeed = null;
        for (long row = 0; row < header.Rows; row++)
        {
            bool hadFeed = SkipLineFeeds(source);
            endsInFeed ??= row == 0 ? null : hadFeed;
            long start = source.Position;
            int end = BinaryIdEnd.Find(conversion, row, row == header.Rows - 1, dimension, endsInFeed);
            int idLength = ReadId(conversion, row, end, id);
            long offset = source.Position;
            ReadOnlySpan<byte> bytes = source.Peek(numberBytes.Length);
            if (bytes.Length < numberBytes.Length)
            {
                throw CutShort(conversion, row, header.Rows, offset);
            }

            bytes.CopyTo(numberBytes);
            source.Skip(bytes.Length);
            conversion.Add(id[..idLength], numbers, "row", row, start);
        }

        SkipLineFeeds(source);
        if (source.Peek(1).Length > 0)
        {
            throw Refusal.Of(
                conversion.Path,
                $"continues at byte {source.Position} after the {header.Rows} rows that line 1 declares",
                Refusal.Recopy);
        }

        return conversion.Finish("word2vec binary", dimension, "row", 0);
    }

    /// <summary>Whether exactly this many rows fill the bytes.</summary>
    public static bool Fills(ReadOnlySpan<byte> body, int rows, int dimension)
    {
        for (int row = 0; row < rows; row++)
        {
            body = body.TrimStart((byte)'\n');
            int space = body.IndexOf((byte)' ');
            if (space < 1 || body.Length - space - 1 < dimension * sizeof(float))
            {
                return false;
            }

            body = body[(space + 1 + (dimension * sizeof(float)))..];
        }

        return body.TrimStart((byte)'\n').IsEmpty;
    }

    private static int ReadId(Conversion conversion, long row, int length, Span<byte> id)
    {
        ByteSource source = conversion.Source;
        ReadOnlySpan<byte> bytes = source.Peek(id.Length + 1);
        if (length < 0 && bytes.Length <= id.Length)
        {
            throw CutShort(conversion, row, null, source.Position);
        }

        if (length < 0 || bytes[..length].Contains((byte)'\n'))
        {
            throw Refusal.Of(
                conversion.Path,
                $"row {row} (byte {source.Position}) does not begin with an id of up to {id.Length} bytes and a space",
                "check that the file is a word2vec .bin and was not copied in text mode");
        }

        bytes[..length].CopyTo(id);
        source.Skip(length + 1);
        return length;
    }

    private static bool SkipLineFeeds(ByteSource source)
    {
        long start = source.Position;
        while (source.Peek(1) is [(byte)'\n'])
        {
            source.Skip(1);
        }

        return source.Position > start;
    }

    private static EmbeddingFormatException CutShort(Conversion conversion, long row, long? rows, long offset) =>
        Refusal.Of(
        conversion.Path,
        $"is cut short in row {row}{(rows is null ? string.Empty : $" of {rows}")} (byte {offset})",
        Refusal.Recopy);
}
