using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Delta;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Encodes one write: a head of 24 bytes (payload bytes, kind, bytes of the file known to be durable when it was
/// written, checksum), then the payload with zeros up to a multiple of 8. The checksum is XXH3 over all of it but
/// itself, seeded by the file's header and by the record's place, so that a moved record fails. Little-endian, of fixed
/// width; every length is checked in 64 bits before it is used.
/// </summary>
internal static class DeltaCodec
{
    public const int HeadBytes = 24;

    /// <summary>Most bytes of a payload.</summary>
    public const int MaxPayload = 1 << 24;

    /// <summary>
    /// Kind of a record without a payload, which a writer leaves when it closes: it bears witness to all before it.
    /// </summary>
    private const int Mark = 4;

    private const int KindAt = 4;
    private const int FlushedAt = 8;
    private const int CheckAt = 16;

    [Flags]
    private enum Fields
    {
        Category = 1,
        Price = 2,
        Stock = 4,
        FirstSeen = 8,
        Vector = 16,
        NextVector = 32,
        Numbers = 64,
    }

    private const int AllFields = 127;

    /// <summary>Appends a record whose first byte will be at <paramref name="position"/> of the file.</summary>
    public static void Write(
        ArrayBufferWriter<byte> output, DeltaRecord record, ulong headerCheck, long position, long flushed)
    {
        int start = StartRecord(output);
        WritePayload(output, record);
        Seal(output, start, (int)record.Kind, headerCheck, position, flushed);
    }

    /// <summary>Appends a record with a payload that was encoded before.</summary>
    public static void Write(
        ArrayBufferWriter<byte> output,
        DeltaKind kind,
        ReadOnlySpan<byte> payload,
        ulong headerCheck,
        long position,
        long flushed)
    {
        int start = StartRecord(output);
        output.Write(payload);
        Seal(output, start, (int)kind, headerCheck, position, flushed);
    }

    /// <summary>Appends a mark.</summary>
    public static void WriteMark(ArrayBufferWriter<byte> output, ulong headerCheck, long position, long flushed)
    {
        int start = StartRecord(output);
        Seal(output, start, Mark, headerCheck, position, flushed);
    }

    public static bool IsMark(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt32LittleEndian(record[KindAt..]) == Mark;

    private static int StartRecord(ArrayBufferWriter<byte> output)
    {
        int start = output.WrittenCount;
        output.GetSpan(HeadBytes)[..HeadBytes].Clear();
        output.Advance(HeadBytes);
        return start;
    }

    private static void Seal(
        ArrayBufferWriter<byte> output, int start, int kind, ulong headerCheck, long position, long flushed)
    {
        int payload = output.WrittenCount - start - HeadBytes;
        int padding = -payload & 7;
        output.GetSpan(8)[..padding].Clear();
        output.Advance(padding);

        // The writer owns its memory: what it has written may be completed in place. While the head stands where the
        // checksum will, the checksum covers one piece of memory: no hash object for each write.
        Span<byte> bytes = MemoryMarshal.AsMemory(output.WrittenMemory).Span[start..];
        WriteHead(bytes[(HeadBytes - CheckAt)..], payload, kind, flushed);
        ulong check = XxHash3.HashToUInt64(bytes[(HeadBytes - CheckAt)..], SeedOf(headerCheck, position));
        WriteHead(bytes, payload, kind, flushed);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[CheckAt..], check);
    }

    private static void WriteHead(Span<byte> bytes, int payload, int kind, long flushed)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, payload);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[KindAt..], kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[FlushedAt..], flushed);
    }

    /// <summary>
    /// Tells whether a whole record stands at a place, with its length and how much of the file was durable before it.
    /// A record with the right checksum and a senseless payload is refused: only a forger writes one.
    /// </summary>
    public static bool TryMeasure(
        ReadOnlySpan<byte> file, long position, ulong headerCheck, out int length, out long flushed, ref long hashed)
    {
        length = 0;
        flushed = 0;
        if (file.Length - position < HeadBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = file[(int)position..];
        long payload = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int kind = BinaryPrimitives.ReadInt32LittleEndian(bytes[KindAt..]);
        flushed = BinaryPrimitives.ReadInt64LittleEndian(bytes[FlushedAt..]);
        long all = HeadBytes + payload + (-payload & 7);
        if (payload is < 0 or > MaxPayload || all > bytes.Length
            || kind is < (int)DeltaKind.Upsert or > Mark || (kind == Mark && payload > 0)
            || flushed < DeltaHeader.Bytes || flushed > position)
        {
            return false;
        }

        hashed += all;
        length = (int)all;
        ulong check = BinaryPrimitives.ReadUInt64LittleEndian(bytes[CheckAt..]);
        return check == CheckOf(bytes[..length], headerCheck, position);
    }

    /// <summary>Decodes a whole record; null if no writer makes such a payload.</summary>
    public static DeltaRecord? Read(ReadOnlySpan<byte> record, int dimension)
    {
        int payload = BinaryPrimitives.ReadInt32LittleEndian(record);
        if (record[(HeadBytes + payload)..].IndexOfAnyExcept((byte)0) >= 0)
        {
            return null;
        }

        PayloadReader reader = new(record.Slice(HeadBytes, payload));
        DeltaKind kind = (DeltaKind)BinaryPrimitives.ReadInt32LittleEndian(record[KindAt..]);
        string id = reader.Text();
        Fields fields = (Fields)reader.Number32();
        string? category = fields.HasFlag(Fields.Category) ? reader.Text() : null;
        long? price = fields.HasFlag(Fields.Price) ? reader.Number64() : null;
        long stock = fields.HasFlag(Fields.Stock) ? reader.Number32() : -1;
        long? firstSeen = fields.HasFlag(Fields.FirstSeen) ? reader.Number64() : null;
        KeyValuePair<string, string>[] facets = reader.Pairs();
        KeyValuePair<string, string>[] columns = reader.Pairs();
        KeyValuePair<string, IReadOnlyList<double>>[] numbers =
            fields.HasFlag(Fields.Numbers) ? reader.Numbers() : [];
        float[]? vector = fields.HasFlag(Fields.Vector) ? reader.Vector(dimension) : null;
        float[]? next = fields.HasFlag(Fields.NextVector) ? reader.Vector(dimension) : null;
        bool isSound = reader.IsAtEnd && ((int)fields & ~AllFields) == 0 && stock is >= -1 and <= 1
            && (vector is not null) == (kind == DeltaKind.Upsert) && (next is null || kind == DeltaKind.Upsert)
            && (kind != DeltaKind.Remove || (fields == 0 && facets.Length == 0 && columns.Length == 0));
        return !isSound ? null : new DeltaRecord
        {
            Kind = kind,
            Id = id,
            Category = category,
            Price = price,
            InStock = stock < 0 ? null : stock == 1,
            FirstSeen = firstSeen,
            Facets = facets,
            Numbers = numbers,
            Payload = columns,
            Vector = vector,
            NextVector = next,
        };
    }

    private static ulong CheckOf(ReadOnlySpan<byte> record, ulong headerCheck, long position)
    {
        XxHash3 hash = new(SeedOf(headerCheck, position));
        hash.Append(record[..CheckAt]);
        hash.Append(record[HeadBytes..]);
        return hash.GetCurrentHashAsUInt64();
    }

    private static long SeedOf(ulong headerCheck, long position) =>
        (long)(headerCheck ^ ((ulong)position * 0x9E3779B97F4A7C15UL));

    /// <summary>
    /// Appends a record's payload: it depends on nothing but the write, so writers need not take turns for it.
    /// </summary>
    public static void WritePayload(ArrayBufferWriter<byte> output, DeltaRecord record)
    {
        WriteText(output, record.Id);
        Fields fields = (record.Category is null ? 0 : Fields.Category)
            | (record.Price is null ? 0 : Fields.Price)
            | (record.InStock is null ? 0 : Fields.Stock)
            | (record.FirstSeen is null ? 0 : Fields.FirstSeen)
            | (record.Vector is null ? 0 : Fields.Vector)
            | (record.NextVector is null ? 0 : Fields.NextVector)
            | (record.Numbers.Count == 0 ? 0 : Fields.Numbers);
        WriteNumber(output, (int)fields);
        if (record.Category is string category)
        {
            WriteText(output, category);
        }

        if (record.Price is long price)
        {
            WriteNumber(output, price);
        }

        if (record.InStock is bool inStock)
        {
            WriteNumber(output, inStock ? 1 : 0);
        }

        if (record.FirstSeen is long firstSeen)
        {
            WriteNumber(output, firstSeen);
        }

        WritePairs(output, record.Facets);
        WritePairs(output, record.Payload);
        WriteNumbers(output, record.Numbers);
        WriteVector(output, record.Vector);
        WriteVector(output, record.NextVector);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        WriteNumber(output, bytes);
        Encoding.UTF8.GetBytes(text, output.GetSpan(bytes + 1));
        output.Advance(bytes);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), number);
        output.Advance(sizeof(int));
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), number);
        output.Advance(sizeof(long));
    }

    private static void WritePairs(ArrayBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        WriteNumber(output, pairs.Count);
        foreach ((string name, string value) in pairs)
        {
            WriteText(output, name);
            WriteText(output, value);
        }
    }

    /// <summary>A write without numbers has no field for them, so that older programs read it.</summary>
    private static void WriteNumbers(
        ArrayBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> columns)
    {
        if (columns.Count == 0)
        {
            return;
        }

        WriteNumber(output, columns.Count);
        foreach ((string name, IReadOnlyList<double> numbers) in columns)
        {
            WriteText(output, name);
            WriteNumber(output, numbers.Count);
            foreach (double number in numbers)
            {
                WriteNumber(output, BitConverter.DoubleToInt64Bits(number));
            }
        }
    }

    private static void WriteVector(ArrayBufferWriter<byte> output, float[]? vector)
    {
        if (vector is null)
        {
            return;
        }

        int bytes = vector.Length * sizeof(float);
        Span<byte> span = output.GetSpan(bytes)[..bytes];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(vector.AsSpan()).CopyTo(span);
        }
        else
        {
            for (int i = 0; i < vector.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(span[(i * sizeof(float))..], vector[i]);
            }
        }

        output.Advance(bytes);
    }
}
