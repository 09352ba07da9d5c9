using System.Globalization;
using System.Text;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>Small sound files of a vector store: every kind of key and value, nulls, lists, vectors with an index and without.</summary>
internal static class StoreSeeds
{
    /// <summary>Number that the files of changes stand under.</summary>
    public const int Number = 2;

    private static readonly Column[] s_items =
    [
        new("id", ValueKind.Int32), new("name", ValueKind.String), new("size", ValueKind.Int32), new("price", ValueKind.Double), new("new", ValueKind.Boolean),
        new("tags", ValueKind.String | ValueKind.List), new("numbers", ValueKind.Int32 | ValueKind.List), new("seen", ValueKind.DateTimeOffset), new("vector", ValueKind.Vector, 4, IndexForm.Cosine),
    ];

    private static readonly Column[] s_scalars =
    [
        new("key", ValueKind.String), .. Enum.GetValues<ValueKind>().Where(kind => kind is not (ValueKind.Vector or ValueKind.List)).Select(kind => new Column($"a {kind}", kind)),
        new("moments", ValueKind.DateTime | ValueKind.List), new("short", ValueKind.Vector, 3), new("long", ValueKind.Vector, 5, IndexForm.Dot),
    ];

    /// <summary>The base of the files of changes.</summary>
    public static byte[] Base() => Records(s_items, 6, indexed: false);

    public static byte[][] Records() =>
        [Base(), Records(s_items, 70, indexed: true), Records(s_scalars, 4, indexed: true), Records([new("id", ValueKind.Guid)], 3, indexed: false), Records(s_items[..3], 0, indexed: false)];

    /// <summary>Files of changes over the base: one frame, several, a new column, a torn end, none.</summary>
    public static byte[][] Changes()
    {
        Column added = new("added", ValueKind.Int64 | ValueKind.List);
        Schema wide = new([.. s_items, added]);
        byte[] several = Framed(
            writer =>
            {
                writer.AddRecord(wide, Record(s_items, 3, shift: 4));
                writer.AddDeletion(wide, 1);
            },
            writer => writer.AddColumn(added),
            writer => writer.AddRecord(wide, [.. Record(s_items, 7, shift: 1), new long[] { 7, -1 }]),
            writer => writer.AddDeletion(wide, 3));
        return [Framed(writer => writer.AddRecord(wide, Record(s_items, 9, shift: 2))), several, several[..^5], Framed()];
    }

    private static byte[] Records(Column[] columns, int count, bool indexed)
    {
        RowRef[] rows = [.. Enumerable.Range(0, count).Select(row => new RowRef(Record(columns, row, shift: 0)))];
        RecordFileWriter.MadeIndex?[] indexes = new RecordFileWriter.MadeIndex?[columns.Length];
        indexes[^1] = indexed ? new RecordFileWriter.MadeIndex(1, "0123456789abcdef", [.. Enumerable.Range(0, count).Reverse()]) : null;
        return Written(path => RecordFileWriter.Write(path, new Schema(columns), rows, indexes, CancellationToken.None));
    }

    private static byte[] Framed(params Action<ChangeWriter>[] frames) => Written(path =>
    {
        using ChangeWriter writer = ChangeWriter.Create(path, Number);
        foreach (Action<ChangeWriter> frame in frames)
        {
            frame(writer);
            writer.WriteFrame(flush: false);
        }
    });

    private static object?[] Record(Column[] columns, int row, int shift) =>
        [.. columns.Select((column, number) => number == 0 ? Value(column, row) : (row + shift + number) % 5 == 0 && !column.IsVector ? null : Value(column, row + shift + number))];

    private static object Value(Column column, int number)
    {
        if (column.IsVector)
        {
            return Enumerable.Range(0, column.Dimension).Select(i => ((number + (3 * i)) % 7) - 2.5f).ToArray();
        }

        Scalar scalar = Scalars.Of(column.Kind);
        if (Scalars.IsList(column.Kind))
        {
            return scalar.Kind == ValueKind.String ? Enumerable.Range(0, number % 4).Select(i => $"tag {(number + i) % 3}").ToArray() : scalar.ReadList(new byte[scalar.Width * (number % 3)]);
        }

        byte[] bytes = scalar.Width == 0 ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"item {number}")) : new byte[scalar.Width];
        if (scalar.Width > 0)
        {
            bytes[0] = (byte)(scalar.Kind == ValueKind.Boolean ? number % 2 : number);
        }

        return scalar.Read(bytes);
    }

    private static byte[] Written(Action<string> write)
    {
        string path = Path.Combine(Path.GetTempPath(), $"productspace-{Guid.NewGuid():N}");
        try
        {
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
