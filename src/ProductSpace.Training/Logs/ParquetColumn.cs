using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace ProductSpace.Training.Logs;

/// <summary>One column of a row group. Its cells are returned as UTF-8 text, like those of the other formats.</summary>
internal abstract class ParquetColumn
{
    private static readonly Format<DateTime> s_time =
        (DateTime value, Span<byte> to, out int length) =>
            Utf8Formatter.TryFormat(
                DateTime.SpecifyKind(value, DateTimeKind.Utc),
                to,
                out length,
                new System.Buffers.StandardFormat('O'));
    private static readonly Dictionary<Type, Func<ParquetRowGroupReader, DataField, int, ParquetColumn>> s_readers =
        new()
        {
            [typeof(string)] = (group, field, rows) => new Texts(Rows(group, field, rows)),
            [typeof(ReadOnlyMemory<char>)] = (group, field, rows) => new Texts(Rows(group, field, rows)),
            [typeof(ReadOnlyMemory<byte>)] = (group, field, rows) => new Bytes(RowsOfBytes(group, field, rows)),
            [typeof(byte[])] = (group, field, rows) => new Bytes(RowsOfBytes(group, field, rows)),
            [typeof(bool)] = Values<bool>(
                (bool value, Span<byte> to, out int length) => Utf8Formatter.TryFormat(value, to, out length)),
            [typeof(sbyte)] = Numbers<sbyte>(),
            [typeof(byte)] = Numbers<byte>(),
            [typeof(short)] = Numbers<short>(),
            [typeof(ushort)] = Numbers<ushort>(),
            [typeof(int)] = Numbers<int>(),
            [typeof(uint)] = Numbers<uint>(),
            [typeof(long)] = Numbers<long>(),
            [typeof(ulong)] = Numbers<ulong>(),
            [typeof(float)] = Numbers<float>(),
            [typeof(double)] = Numbers<double>(),
            [typeof(decimal)] = Numbers<decimal>(),
            [typeof(Guid)] = Numbers<Guid>(),
            [typeof(DateTime)] = Values<DateTime>(s_time),
        };

    private delegate bool Format<T>(T value, Span<byte> to, out int length);

    public static bool CanRead(Type type) => s_readers.ContainsKey(type);

    /// <exception cref="NotSupportedException">The library does not read the column's encoding.</exception>
    public static ParquetColumn Read(ParquetRowGroupReader group, DataField field, int rows)
    {
        try
        {
            return s_readers[field.ClrType](group, field, rows);
        }
        catch (NotSupportedException) when (field is DateTimeDataField time && ParquetRawTimes.CanRead(time))
        {
            return ParquetRawTimes.Read(group, (DateTimeDataField)field, rows);
        }
    }

    /// <summary>Makes a column of times in UTC.</summary>
    public static ParquetColumn Of(DateTime?[] times) => new Formatted<DateTime>(times, s_time);

    public abstract ReadOnlySpan<byte> Cell(int row);

    private static Func<ParquetRowGroupReader, DataField, int, ParquetColumn> Numbers<T>()
        where T : struct, IUtf8SpanFormattable =>
        Values<T>(
            (T value, Span<byte> to, out int length) =>
                value.TryFormat(to, out length, default, CultureInfo.InvariantCulture));

    private static Func<ParquetRowGroupReader, DataField, int, ParquetColumn> Values<T>(Format<T> format)
        where T : struct => (group, field, rows) =>
        {
            T?[] values = new T?[rows];
            if (field.IsNullable)
            {
                group.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
            }
            else
            {
                T[] plain = new T[rows];
                group.ReadAsync<T>(field, plain.AsMemory()).AsTask().GetAwaiter().GetResult();
                for (int i = 0; i < rows; i++)
                {
                    values[i] = plain[i];
                }
            }

            return new Formatted<T>(values, format);
        };

    private static string?[] Rows(ParquetRowGroupReader group, DataField field, int rows)
    {
        string?[] values = new string?[rows];
        group.ReadAsync(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return values;
    }

    private static byte[]?[] RowsOfBytes(ParquetRowGroupReader group, DataField field, int rows)
    {
        byte[]?[] values = new byte[]?[rows];
        group.ReadAsync(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return values;
    }

    private sealed class Texts(string?[] values) : ParquetColumn
    {
        private byte[] _text = new byte[64];

        public override ReadOnlySpan<byte> Cell(int row)
        {
            string value = values[row] ?? string.Empty;
            if (_text.Length < value.Length * 3)
            {
                _text = new byte[value.Length * 3];
            }

            return _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text));
        }
    }

    private sealed class Bytes(byte[]?[] values) : ParquetColumn
    {
        public override ReadOnlySpan<byte> Cell(int row) => values[row];
    }

    private sealed class Formatted<T>(T?[] values, Format<T> format) : ParquetColumn
        where T : struct
    {
        private const int EnoughBytes = 512;

        private readonly byte[] _text = new byte[EnoughBytes];

        public override ReadOnlySpan<byte> Cell(int row) =>
            values[row] is T value && format(value, _text, out int length) ? _text.AsSpan(0, length) : [];
    }
}
