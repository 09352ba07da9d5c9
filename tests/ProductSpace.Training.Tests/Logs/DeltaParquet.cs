using System.Buffers.Binary;
using System.Text;

namespace ProductSpace.Training.Tests.Logs;

/// <summary>
/// Writes a Parquet file of three columns of whole numbers, session, time and product, byte by byte: the writer of the library
/// used elsewhere knows no delta encoding. Fields and numbers are those of the format's Thrift definition.
/// </summary>
internal static class DeltaParquet
{
    public const int Plain = 0;
    public const int DeltaBinaryPacked = 5;

    private const int Int64 = 2;
    private const int FixedBytes = 7;
    private const byte ThriftInt = 5, ThriftLong = 6, ThriftText = 8, ThriftList = 9, ThriftStruct = 12;

    /// <param name="times">Times, as they are stored.</param>
    /// <param name="converted">Converted type of the times: 9 for milliseconds, 10 for microseconds.</param>
    /// <param name="encoding">Encoding that the column of times states.</param>
    /// <param name="isFixed">True to make the times 8 bytes of unknown meaning, which no delta encoding can hold.</param>
    public static byte[] Write(long[] times, int converted, int encoding = DeltaBinaryPacked, bool isFixed = false)
    {
        List<byte> file = [.. "PAR1"u8];
        List<List<byte>> chunks = [];
        (string Name, long[] Values, int Encoding)[] columns =
        [
            ("session", [.. times.Select((_, i) => (long)i / 3)], Plain),
            ("time", times, encoding),
            ("product", [.. times.Select((_, i) => (long)i % 5)], Plain),
        ];
        foreach ((string name, long[] values, int coding) in columns)
        {
            byte[] page = coding == Plain ? [.. values.SelectMany(BitConverter.GetBytes)] : Delta(values);
            int start = file.Count;
            file.AddRange(Struct(
                Int(1, 0), Int(2, page.Length), Int(3, page.Length), Field(5, ThriftStruct, Struct(Int(1, values.Length), Int(2, coding), Int(3, 3), Int(4, 3)))));
            file.AddRange(page);
            chunks.Add(Struct(Long(2, start), Field(3, ThriftStruct, Struct(
                Int(1, isFixed && coding != Plain ? FixedBytes : Int64), List(2, ThriftInt, [[.. Zigzag(coding)]]), List(3, ThriftText, [Text(name)]), Int(4, 0),
                Long(5, values.Length), Long(6, file.Count - start), Long(7, file.Count - start), Long(9, start)))));
        }

        List<byte>[] schema =
        [
            Struct(Field(4, ThriftText, Text("root")), Int(5, columns.Length)),
            .. columns.Select(column => column.Name != "time" ? Struct(Int(1, Int64), Int(3, 0), Field(4, ThriftText, Text(column.Name)))
                : isFixed ? Struct(Int(1, FixedBytes), Int(2, sizeof(long)), Int(3, 0), Field(4, ThriftText, Text(column.Name)))
                : Struct(Int(1, Int64), Int(3, 0), Field(4, ThriftText, Text(column.Name)), Int(6, converted))),
        ];
        List<byte> group = Struct(List(1, ThriftStruct, [.. chunks]), Long(2, file.Count), Long(3, times.Length));
        List<byte> footer = Struct(Int(1, 1), List(2, ThriftStruct, schema), Long(3, times.Length), List(4, ThriftStruct, [group]));
        file.AddRange(footer);
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Count);
        return [.. file, .. length, .. "PAR1"u8];
    }

    /// <summary>One block of up to 32 differences of one byte above the least.</summary>
    private static byte[] Delta(long[] values)
    {
        const int blockValues = 128, miniBlocks = 4, miniValues = 32;
        long[] deltas = [.. values.Skip(1).Zip(values, (next, before) => next - before)];
        long least = deltas.Min();
        List<byte> bytes = [.. Varint(blockValues), .. Varint(miniBlocks), .. Varint((ulong)values.Length), .. Zigzag(values[0]), .. Zigzag(least), 8, 0, 0, 0];
        bytes.AddRange(Enumerable.Range(0, miniValues).Select(i => i < deltas.Length ? checked((byte)(deltas[i] - least)) : (byte)0));
        return [.. bytes];
    }

    /// <summary>Numbers of fields stand as their distance from the one before.</summary>
    private static List<byte> Struct(params (int Id, byte Type, List<byte> Value)[] fields)
    {
        List<byte> bytes = [];
        int last = 0;
        foreach ((int id, byte type, List<byte> value) in fields)
        {
            bytes.Add((byte)(((id - last) << 4) | type));
            bytes.AddRange(value);
            last = id;
        }

        bytes.Add(0);
        return bytes;
    }

    private static (int Id, byte Type, List<byte> Value) Field(int id, byte type, List<byte> value) => (id, type, value);

    private static (int Id, byte Type, List<byte> Value) Int(int id, int value) => (id, ThriftInt, Zigzag(value));

    private static (int Id, byte Type, List<byte> Value) Long(int id, long value) => (id, ThriftLong, Zigzag(value));

    private static (int Id, byte Type, List<byte> Value) List(int id, byte type, List<byte>[] values) =>
        (id, ThriftList, [(byte)((values.Length << 4) | type), .. values.SelectMany(value => value)]);

    private static List<byte> Text(string text) => [.. Varint((ulong)text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static List<byte> Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private static List<byte> Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
