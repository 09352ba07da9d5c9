using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Reads times as the whole numbers that they are stored as. The library decodes delta encodings, which version 2 of
/// Parquet writes, for numbers and not for times.
/// </summary>
internal static class ParquetRawTimes
{
    public static bool CanRead(DateTimeDataField field) =>
        field.SchemaElement?.Type == Parquet.Meta.Type.INT64 && field.Path.Length == 1;

    public static ParquetColumn Read(ParquetRowGroupReader group, DateTimeDataField field, int rows)
    {
        // A field can be read only as part of a schema.
        DataField raw = new(field.Name, typeof(long), field.IsNullable);
        _ = new ParquetSchema(raw);
        long?[] numbers = new long?[rows];
        if (field.IsNullable)
        {
            group.ReadAsync<long>(raw, numbers.AsMemory()).AsTask().GetAwaiter().GetResult();
        }
        else
        {
            long[] plain = new long[rows];
            group.ReadAsync<long>(raw, plain.AsMemory()).AsTask().GetAwaiter().GetResult();
            numbers = Array.ConvertAll(plain, number => (long?)number);
        }

        return ParquetColumn.Of(Array.ConvertAll(numbers, number => number is long one ? Time(field, one) : null));
    }

    private static DateTime? Time(DateTimeDataField field, long number)
    {
        const long nanosecondsATick = 100;
        long ticks = field.SchemaElement switch
        {
            { LogicalType.TIMESTAMP.Unit.NANOS: not null } => number / nanosecondsATick,
            { LogicalType.TIMESTAMP.Unit.MICROS: not null } => checked(number * TimeSpan.TicksPerMicrosecond),
            { ConvertedType: ConvertedType.TIMESTAMP_MICROS } => checked(number * TimeSpan.TicksPerMicrosecond),
            _ => checked(number * TimeSpan.TicksPerMillisecond),
        };
        return DateTime.UnixEpoch.AddTicks(ticks);
    }
}
