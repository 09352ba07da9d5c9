using System.Buffers.Binary;
using System.Globalization;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// Vectors of a Parquet file: one column of lists of numbers, and the column of ids if there is one. Pages are read one
/// at a time, because writers put a million rows into one row group.
/// </summary>
internal static class ParquetVectors
{
    private const string Unit = "row";
    private const int RowsBetweenReports = 1 << 12;

    public static bool Matches(ReadOnlySpan<byte> head) => head.StartsWith(ParquetFooter.Magic);

    public static EmbeddingFile Read(SourceFile file)
    {
        ParquetFooter footer;
        using (Stream stream = file.Open())
        {
            footer = ParquetFooter.Read(file, stream);
        }

        string[] idNames = [.. footer.Columns.Where(column => column.IsId).Select(column => column.Name)];
        string vectorName = ColumnGuess.Vector(
            [.. footer.Columns.Where(column => column.IsVector).Select(column => column.Name)],
            file.Columns.Vector,
            file.Path,
            "lists of numbers",
            [.. footer.Columns.Where(column => !column.IsVector).Select(column => column.Name)]);
        bool guess = file.Options.GivenIds is null || file.Columns.Id is not null;
        string? idName = guess ? ColumnGuess.Id(idNames, file.Columns.Id, file.Path) : null;
        ParquetColumn vector = footer.Columns.First(column => column.IsVector && column.Name == vectorName);
        ParquetColumn? id = footer.Columns.FirstOrDefault(column => column.IsId && column.Name == idName);
        try
        {
            return Read(file, footer, vector, id);
        }
        catch (NotSupportedException exception)
        {
            throw file.Refuse(
                $"is Parquet whose columns have an encoding or compression that is not supported "
                    + $"({exception.Message})",
                "write it with compression snappy, zstd, gzip, lz4_raw or none",
                exception);
        }
        catch (Exception exception) when (Damage.IsIn(exception))
        {
            throw file.Damaged("Parquet", exception);
        }
    }

    private static EmbeddingFile Read(
        SourceFile file, ParquetFooter footer, ParquetColumn vector, ParquetColumn? id)
    {
        using RowSink sink = file.NewSink(hasIds: id is not null);
        using ColumnReader vectors = new(file, footer, vector);
        using ColumnReader? ids = id is null ? null : new ColumnReader(file, footer, id);
        NumberKind kind = KindOf(vector);
        Span<byte> idBytes = stackalloc byte[64];
        float[] row = new float[256];
        bool isOpen = vectors.Next();
        for (long number = 1; isOpen; number++)
        {
            int length = 0;
            if (vectors.Repetition != 0)
            {
                throw new InvalidDataException("a column begins within a row");
            }

            do
            {
                if (vectors.Definition != vector.MaxDefinition)
                {
                    throw file.Refuse(
                        $"{Unit} {number}: {ColumnGuess.Shown(vector.Name)} is null, empty, or holds a null",
                        "remove the row, or fill it");
                }

                if (length == EmbeddingLimits.MaxDimension)
                {
                    throw file.Refuse(
                        $"{Unit} {number} has more than the {EmbeddingLimits.MaxDimension} numbers that are possible",
                        "check that this is the embedding file");
                }

                if (length == row.Length)
                {
                    Array.Resize(ref row, 2 * length);
                }

                row[length++] = Numbers.One(kind, vectors.Value());
                isOpen = vectors.Next();
            }
            while (isOpen && vectors.Repetition != 0);
            ReadOnlySpan<byte> name = ids is null ? default : NextId(file, ids, id!, number, idBytes);
            sink.Add(name, row.AsSpan(0, length), Unit, number);
            if (number % RowsBetweenReports == 0)
            {
                file.Report((double)number / Math.Max(1, footer.Rows));
            }
        }

        if (ids?.Next() == true)
        {
            throw new InvalidDataException($"more than {sink.Count} ids for as many vectors");
        }

        string form = $"parquet, vectors in {vector.Name}" + (id is null ? string.Empty : $", ids in {id.Name}");
        return sink.Finish(form, file.Hash(), Unit, 1);
    }

    private static ReadOnlySpan<byte> NextId(
        SourceFile file, ColumnReader ids, ParquetColumn column, long number, Span<byte> text)
    {
        if (!ids.Next())
        {
            throw new InvalidDataException($"no id for {Unit} {number}");
        }

        if (ids.Definition != column.MaxDefinition)
        {
            throw file.Refuse(
                $"{Unit} {number}: the id ({ColumnGuess.Shown(column.Name)}) is null", "fill it, or remove the row");
        }

        ReadOnlySpan<byte> value = ids.Value();
        if (column.Type == PhysicalType.ByteArray)
        {
            return value;
        }

        int length;
        bool fits = column.IsUuid ? new Guid(value, bigEndian: true).TryFormat(text, out length)
            : (column.Type, column.IsUnsigned) switch
            {
                (PhysicalType.Int32, false) => Format(BinaryPrimitives.ReadInt32LittleEndian(value), text, out length),
                (PhysicalType.Int32, true) => Format(BinaryPrimitives.ReadUInt32LittleEndian(value), text, out length),
                (_, false) => Format(BinaryPrimitives.ReadInt64LittleEndian(value), text, out length),
                _ => Format(BinaryPrimitives.ReadUInt64LittleEndian(value), text, out length),
            };
        return fits ? text[..length] : throw new InvalidDataException("an id of no text");
    }

    private static bool Format<T>(T value, Span<byte> text, out int length)
        where T : IUtf8SpanFormattable => value.TryFormat(text, out length, default, CultureInfo.InvariantCulture);

    private static NumberKind KindOf(ParquetColumn column) => column.Type switch
    {
        PhysicalType.Float => NumberKind.Float32,
        PhysicalType.Double => NumberKind.Float64,
        PhysicalType.Int32 => column.IsUnsigned ? NumberKind.UInt32 : NumberKind.Int32,
        PhysicalType.Int64 => column.IsUnsigned ? NumberKind.UInt64 : NumberKind.Int64,
        _ => NumberKind.Float16,
    };
}
