using System.Buffers.Binary;
using System.Text;

namespace ProductSpace.Interchange.Tests.ParquetForm;

/// <summary>
/// Writes Parquet by hand, page by page, with encodings that the library's writer does not choose: one row group, the columns
/// id (texts) and embedding (lists of floats, three levels), or anything that a test puts there.
/// </summary>
internal sealed class ParquetForge
{
    private readonly List<byte> _file = [.. "PAR1"u8];
    private readonly List<(byte[] Path, int Type, long Start, long Bytes, long Values, int Codec)> _chunks = [];

    /// <summary>A page of a column.</summary>
    /// <param name="Type">0 data, 2 dictionary, 3 data of version 2.</param>
    /// <param name="Values">Values that the header declares.</param>
    /// <param name="Encoding">Encoding of the values.</param>
    /// <param name="Levels">Levels: with their lengths before them in version 1; of version 2 repetition, then definition.</param>
    /// <param name="Data">Values.</param>
    public sealed record Page(int Type, int Values, int Encoding, byte[] Levels, byte[] Data)
    {
        public int RepetitionBytes { get; init; }
    }

    public void Add(string path, int type, long values, params Page[] pages)
    {
        long start = _file.Count;
        foreach (Page page in pages)
        {
            byte[] body = [.. page.Levels, .. page.Data];
            _file.AddRange(Header(page, body.Length));
            _file.AddRange(body);
        }

        _chunks.Add((Encoding.UTF8.GetBytes(path), type, start, _file.Count - start, values, 0));
    }

    /// <summary>Ends the file: required texts "id", and optional lists of optional floats "embedding", as they were added.</summary>
    public byte[] End(int rows, Func<byte[], byte[]>? damage = null)
    {
        List<byte[]> schema = [Struct(Text(4, "schema"), Int(5, 2))];
        List<byte[]> columns = [];
        foreach ((byte[] path, int type, long start, long bytes, long values, int codec) in _chunks)
        {
            bool isList = path.AsSpan().SequenceEqual("embedding"u8);
            if (isList)
            {
                schema.Add(Struct(Int(3, 1), Text(4, "embedding"), Int(5, 1), Int(6, 3)));
                schema.Add(Struct(Int(3, 2), Text(4, "list"), Int(5, 1)));
                schema.Add(Struct(Int(1, type), Int(3, 1), Text(4, "element")));
            }
            else
            {
                schema.Add(Struct(Int(1, type), Int(3, 0), Text(4, Encoding.UTF8.GetString(path))));
            }

            byte[] metadata = Struct(Int(1, type), Int(4, codec), Long(5, values), Long(7, bytes), Long(9, start));
            columns.Add(Struct(Field(3, 12, metadata)));
        }

        byte[] group = Struct(List(1, columns), Long(3, rows));
        byte[] footer = Struct(Int(1, 1), List(2, schema), Long(3, rows), List(4, [group]));
        footer = damage?.Invoke(footer) ?? footer;
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. _file, .. footer, .. length, .. "PAR1"u8];
    }

    /// <summary>Levels of rows of one dimension, all values there: runs, each list with its length before it.</summary>
    public static byte[] Levels(int rows, int dimension)
    {
        byte[] repetition = Repetitions(rows, dimension);
        byte[] definition = [.. Unsigned((ulong)(rows * dimension) << 1), 3];
        return [.. BitConverter.GetBytes(repetition.Length), .. repetition, .. BitConverter.GetBytes(definition.Length), .. definition];
    }

    /// <summary>A run of one 0 and a run of ones for each row.</summary>
    public static byte[] Repetitions(int rows, int dimension)
    {
        List<byte> levels = [];
        for (int row = 0; row < rows; row++)
        {
            levels.AddRange([2, 0]);
            if (dimension > 1)
            {
                levels.AddRange([.. Unsigned((ulong)(dimension - 1) << 1), 1]);
            }
        }

        return [.. levels];
    }

    public static byte[] Plain(params string[] texts) =>
        [.. texts.SelectMany(text => (byte[])[.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)])];

    public static byte[] Plain(params float[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    public static byte[] Unsigned(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    public static byte[] Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    private static byte[] Header(Page page, int bytes)
    {
        byte[] body = page.Type switch
        {
            2 => Struct(Int(1, page.Values), Int(2, page.Encoding)),
            3 => Struct(Int(1, page.Values), Int(2, 0), Int(3, page.Values), Int(4, page.Encoding), Int(5, page.Levels.Length - page.RepetitionBytes), Int(6, page.RepetitionBytes), Field(7, 2, [])),
            _ => Struct(Int(1, page.Values), Int(2, page.Encoding), Int(3, 3), Int(4, 3)),
        };
        return Struct(Int(1, page.Type), Int(2, bytes), Int(3, bytes), Field(page.Type switch { 2 => 7, 3 => 8, _ => 5 }, 12, body));
    }

    private static byte[] Struct(params byte[][] fields) => [.. fields.SelectMany(field => field), 0];

    // Every field has its number in full: the short form is for numbers that follow each other.
    private static byte[] Field(int id, int type, byte[] value) => [(byte)type, .. Signed(id), .. value];

    private static byte[] Int(int id, long value) => Field(id, 5, Signed(value));

    private static byte[] Long(int id, long value) => Field(id, 6, Signed(value));

    private static byte[] Text(int id, string text) => Field(id, 8, [.. Unsigned((ulong)text.Length), .. Encoding.UTF8.GetBytes(text)]);

    private static byte[] List(int id, List<byte[]> items) =>
        Field(id, 9, [.. items.Count < 15 ? (byte[])[(byte)((items.Count << 4) | 12)] : [0xFC, .. Unsigned((ulong)items.Count)], .. items.SelectMany(item => item)]);
}
