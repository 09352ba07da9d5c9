using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>
/// Vectors of an Arrow file (Feather version 2) or an Arrow stream: a column of fixed-size lists or of lists of
/// numbers, and a column of ids if there is one. One record batch is in memory at a time.
/// </summary>
internal static class ArrowVectors
{
    private const string Unit = "row";

    /// <summary>Bytes that a batch may unpack to for a byte of the file; a megabyte in any case.</summary>
    private const long MostUnpackedOfByte = 1024;
    private const long FloorBytes = 1 << 20;

    public static EmbeddingFile Read(SourceFile file)
    {
        try
        {
            using Stream stream = file.Open();
            (long start, long end) = ArrowMessages.Walk(file, stream);
            return Read(file, new PartStream(stream, start, end), end - start);
        }
        catch (Exception exception) when (Damage.IsIn(exception))
        {
            throw file.Damaged("Arrow", exception);
        }
    }

    private static EmbeddingFile Read(SourceFile file, Stream messages, long bytes)
    {
        long most = Math.Min(2 * ArrowMessages.MaxBodyBytes, Math.Max(FloorBytes, bytes * MostUnpackedOfByte));
        BoundedMemory memory = new(most);
        using ArrowStreamReader reader = new(messages, memory, new ArrowCodecs(), leaveOpen: true);
        Schema schema = reader.Schema
            ?? throw new InvalidDataException("a schema is missing");
        IReadOnlyList<Field> fields = schema.FieldsList;
        string vectorName = ColumnGuess.Vector(
            [.. fields.Where(IsVector).Select(field => field.Name)],
            file.Columns.Vector,
            file.Path,
            "lists of numbers",
            [.. fields.Where(field => !IsVector(field)).Select(field => field.Name)]);
        bool guess = file.Options.GivenIds is null || file.Columns.Id is not null;
        string? idName = guess
            ? ColumnGuess.Id(
                [.. fields.Where(ArrowIds.CanBe).Select(field => field.Name)], file.Columns.Id, file.Path)
            : null;
        int vector = IndexOf(fields, field => IsVector(field) && field.Name == vectorName);
        int id = idName is null ? -1 : IndexOf(fields, field => ArrowIds.CanBe(field) && field.Name == idName);
        using RowSink sink = file.NewSink(hasIds: id >= 0);
        long row = 0;
        float[] numbers = new float[256];
        while (reader.ReadNextRecordBatch() is RecordBatch batch)
        {
            using (batch)
            {
                IArrowArray lists = batch.Column(vector);
                IArrowArray? ids = id < 0 ? null : batch.Column(id);
                if (batch.Length < 0 || lists.Length != batch.Length || (ids is not null && ids.Length != batch.Length))
                {
                    throw new InvalidDataException("columns of different lengths");
                }

                for (int i = 0; i < batch.Length; i++, row++)
                {
                    ReadOnlySpan<float> one = RowOf(file, lists, i, row, vectorName, ref numbers);
                    ReadOnlySpan<byte> text = ids is null ? default : ArrowIds.Of(file, ids, i, row, idName!);
                    sink.Add(text, one, Unit, row);
                }
            }

            memory.Reset();
            file.Report((double)messages.Position / Math.Max(1, bytes));
        }

        string form = $"arrow, vectors in {vectorName}" + (idName is null ? string.Empty : $", ids in {idName}");
        return sink.Finish(form, file.Hash(), Unit, 0);
    }

    private static ReadOnlySpan<float> RowOf(
        SourceFile file, IArrowArray lists, int index, long row, string name, ref float[] numbers)
    {
        IArrowArray? values;
        long start, length;
        switch (lists)
        {
            case FixedSizeListArray array:
                length = ((FixedSizeListType)array.Data.DataType).ListSize;
                start = ((long)array.Offset + index) * length;
                values = array.Values;
                break;
            case ListArray array:
                start = array.ValueOffsets[index];
                length = array.ValueOffsets[index + 1] - start;
                values = array.Values;
                break;
            case LargeListArray array:
                start = array.ValueOffsets[index];
                length = array.ValueOffsets[index + 1] - start;
                values = array.Values;
                break;
            default:
                throw new InvalidDataException("a column that is no list");
        }

        if (start < 0 || length < 0 || start > values.Length - length)
        {
            throw new InvalidDataException("a list that points outside its values");
        }

        if (lists.IsNull(index) || length == 0)
        {
            throw file.Refuse(
                $"{Unit} {row}: {ColumnGuess.Shown(name)} is null or empty", "remove the row, or fill it");
        }

        if (length > EmbeddingLimits.MaxDimension)
        {
            throw file.Refuse(
                $"{Unit} {row} has {length} numbers; 1 to {EmbeddingLimits.MaxDimension} are possible",
                "check that this is the embedding file");
        }

        if (numbers.Length < length)
        {
            numbers = new float[length];
        }

        Span<float> target = numbers.AsSpan(0, (int)length);
        ArrowNumbers.Copy(values, (int)start, target);
        for (int i = 0; values.NullCount != 0 && i < length; i++)
        {
            if (values.IsNull((int)start + i))
            {
                throw file.Refuse(
                    $"{Unit} {row}: number {i + 1} of {ColumnGuess.Shown(name)} is null", "remove the row, or fill it");
            }
        }

        return target;
    }

    private static bool IsVector(Field field) => field.DataType switch
    {
        FixedSizeListType list => ArrowNumbers.CanRead(list.ValueDataType),
        ListType list => ArrowNumbers.CanRead(list.ValueDataType),
        LargeListType list => ArrowNumbers.CanRead(list.ValueDataType),
        _ => false,
    };

    private static int IndexOf(IReadOnlyList<Field> fields, Func<Field, bool> matches)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (matches(fields[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
