using System.Buffers.Binary;
using ProductSpace.Interchange.Rows;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>
/// Walks the messages of an Arrow file or stream before the library reads them, so that no length in it decides how
/// much is allocated, and no nesting how deep the library calls itself: every message lies within the file, metadata
/// and batches are bounded, and the schema is a small tree.
/// </summary>
internal static class ArrowMessages
{
    /// <summary>
    /// Largest record batch, which is in memory as a whole. Writers aim at 64 Ki rows: 200 MB of 768 dimensions.
    /// </summary>
    public const long MaxBodyBytes = 1 << 30;

    private const int MaxMetadataBytes = 16 << 20;
    private const int MaxDepth = 16;
    private const int MaxFields = 10_000;
    private const int HeadBytes = 8;
    private const int SchemaMessage = 1, DictionaryMessage = 2, BatchMessage = 3;

    /// <summary>A length and a count of nulls, or an offset and a length.</summary>
    private const int PairBytes = 16;
    private const int Continuation = -1;

    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>Whether a file begins as an Arrow file, or as a stream of messages.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) =>
        head.StartsWith(Magic)
        || (head.Length >= HeadBytes
            && BinaryPrimitives.ReadInt32LittleEndian(head) == Continuation
            && BinaryPrimitives.ReadInt32LittleEndian(head[4..]) is > 0 and <= MaxMetadataBytes);

    /// <summary>Returns where the messages begin and end: the footer of a file repeats what is in them.</summary>
    public static (long Start, long End) Walk(SourceFile file, Stream stream)
    {
        byte[] head = new byte[HeadBytes];
        stream.Position = 0;
        long start = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes
            && head.AsSpan().StartsWith(Magic) ? HeadBytes : 0;
        long at = start;
        bool hasSchema = false;
        bool isEnded = start > 0 && EndsWithMagic(file, stream);
        while (at + HeadBytes <= file.Length)
        {
            stream.Position = at;
            stream.ReadExactly(head);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4));
            if (BinaryPrimitives.ReadInt32LittleEndian(head) != Continuation || length == 0)
            {
                isEnded |= length == 0;
                break;
            }

            if (length < 0 || length > MaxMetadataBytes || length > file.Length - at - HeadBytes)
            {
                throw file.Refuse(
                    $"declares a message of {length} bytes at byte {at}, more than the file or the limit of "
                        + $"{MaxMetadataBytes} holds",
                    "write or copy it again");
            }

            byte[] metadata = new byte[length];
            stream.ReadExactly(metadata);
            FlatTable message = FlatTable.Root(metadata);
            long body = message.Int64(3);
            switch (message.Byte(1))
            {
                case SchemaMessage:
                    CheckSchema(message.Table(2));
                    hasSchema = true;
                    break;
                case DictionaryMessage:
                    CheckBatch(message.Table(2).Table(1));
                    break;
                case BatchMessage:
                    CheckBatch(message.Table(2));
                    break;
                default:
                    break;
            }

            long next = at + HeadBytes + length;
            if (body < 0 || body > file.Length - next)
            {
                throw file.Refuse(
                    $"declares a record batch of {body} bytes at byte {at}, where {file.Length - next} are left: cut "
                        + "short",
                    "write or copy it again");
            }

            if (body > MaxBodyBytes)
            {
                throw file.Refuse(
                    $"has a record batch of {body} bytes at byte {at}, and {MaxBodyBytes} are read at once",
                    "write smaller batches (pyarrow: write_table(table, max_chunksize=65536))");
            }

            at = next + body;
        }

        if (hasSchema && !isEnded)
        {
            throw file.Refuse(
                $"has no end mark after its last record batch, which ends at byte {at}: cut short",
                "write or copy it again");
        }

        return hasSchema
            ? (start, at)
            : throw file.Refuse(
                "begins as Arrow, but has no schema: cut short, or older than Arrow 0.15", "write it again");
    }

    private static bool EndsWithMagic(SourceFile file, Stream stream)
    {
        byte[] end = new byte[Magic.Length];
        stream.Position = file.Length - end.Length;
        stream.ReadExactly(end);
        return end.AsSpan().SequenceEqual(Magic)
            ? true
            : throw file.Refuse("begins as an Arrow file, but has no end mark: cut short", "write or copy it again");
    }

    /// <summary>The library believes how many columns and buffers a batch says to have.</summary>
    private static void CheckBatch(FlatTable batch)
    {
        batch.VectorLength(1, PairBytes);
        batch.VectorLength(2, PairBytes);
        batch.VectorLength(4, sizeof(long));
    }

    private static void CheckSchema(FlatTable schema)
    {
        int left = MaxFields;
        CheckFields(schema, member: 1, MaxDepth, ref left);
    }

    private static void CheckFields(FlatTable table, int member, int depth, ref int left)
    {
        int count = table.VectorLength(member);
        if (count > 0 && depth == 0)
        {
            throw new InvalidDataException("a schema of columns nested too deeply");
        }

        for (int i = 0; i < count; i++)
        {
            left--;
            if (left < 0)
            {
                throw new InvalidDataException($"a schema of more than {MaxFields} columns");
            }

            CheckFields(table.VectorTable(member, i), member: 5, depth - 1, ref left);
        }
    }
}
