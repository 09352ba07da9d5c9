using Parquet;
using Parquet.Schema;
using ProductSpace.Cells;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Rows of a Parquet file (Parquet.Net): one row group in memory at a time, and only the selected columns. A file
/// compressed with gzip is first decompressed to a temporary file, since Parquet is read from its end.
/// </summary>
internal sealed class ParquetRows : LogRows
{
    private readonly LogSource _source;
    private readonly Stream _stream;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private readonly long _fileBytes;
    private DataField?[] _selected = [];
    private ParquetColumn?[] _columns = [];
    private int _group;
    private int _row;
    private int _groupRows;
    private long _line;

    public ParquetRows(LogSource source)
        : base(source.Path)
    {
        _source = source;
        _fileBytes = source.Length;
        _stream = source.IsGzip ? Unpack(source) : source.Stream;
        try
        {
            _reader = ParquetReader.CreateAsync(_stream, leaveStreamOpen: true).GetAwaiter().GetResult();
            _fields = _reader.Schema.DataFields;
        }
        catch (Exception exception)
        {
            Close();
            throw Damaged(exception);
        }
    }

    public override string Form => "parquet" + _source.Suffix;

    public override string RowName => "row";

    public override string[] Headers => Array.ConvertAll(_fields, column => column.Path.ToString());

    public override long Line => _line;

    public override long Position =>
        _reader.RowGroupCount == 0 ? _fileBytes : _fileBytes * Math.Max(0, _group - 1) / _reader.RowGroupCount;

    public override void Select(int[] columns)
    {
        _selected = Array.ConvertAll(columns, column => column < 0 ? null : _fields[column]);
        foreach (DataField? field in _selected)
        {
            if (field is not null && !CanRead(field))
            {
                throw new TrainingInputException(
                    $"{Path}: column {field.Path} holds "
                    + $"{(field.IsArray || field.MaxRepetitionLevel > 0 ? "lists" : field.ClrType.Name)}; texts, "
                    + "numbers or times are needed");
            }
        }
    }

    /// <summary>Whether a column holds texts, numbers or times, one a row.</summary>
    public bool CanRead(int column) => CanRead(_fields[column]);

    public override bool Read()
    {
        while (++_row >= _groupRows)
        {
            if (_group >= _reader.RowGroupCount)
            {
                return false;
            }

            try
            {
                ReadGroup();
            }
            catch (Exception exception) when (exception is not TrainingInputException)
            {
                throw Damaged(exception);
            }
        }

        _line++;
        return true;
    }

    public override ReadOnlySpan<byte> Cell(int selected) =>
        _columns[selected] is ParquetColumn column ? column.Cell(_row) : [];

    protected override void Dispose(bool disposing)
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Close();
    }

    private static bool CanRead(DataField field) =>
        !field.IsArray && field.MaxRepetitionLevel == 0 && ParquetColumn.CanRead(field.ClrType);

    private static FileStream Unpack(LogSource source)
    {
        FileStream target = TemporaryFile.Create(System.IO.Path.GetTempPath());
        source.Stream.CopyTo(target);
        target.Position = 0;
        return target;
    }

    private void ReadGroup()
    {
        using ParquetRowGroupReader group = _reader.OpenRowGroupReader(_group++);
        _groupRows = checked((int)group.RowCount);
        _row = -1;
        ParquetColumn?[] columns = new ParquetColumn?[_selected.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = _selected[i] is DataField field ? ReadColumn(group, field) : null;
        }

        _columns = columns;
    }

    private ParquetColumn ReadColumn(ParquetRowGroupReader group, DataField field)
    {
        try
        {
            return ParquetColumn.Read(group, field, _groupRows);
        }
        catch (NotSupportedException exception)
        {
            string encodings = string.Join(
                ", ",
                (group.GetMetadata(field)?.MetaData?.Encodings ?? []).Select(encoding => encoding.ToString()));
            throw new TrainingInputException(
                $"{Path}: column {Printable.Shown(field.Path.ToString())} has an encoding or compression that is not "
                + $"supported ({encodings}); write it plain or with a dictionary, as version 1 of the format does, or "
                + "give CSV",
                exception);
        }
    }

    /// <summary>
    /// Makes the exception for a damaged file; the library throws any exception for damage, and runs out of memory for
    /// an invalid length.
    /// </summary>
    private TrainingInputException Damaged(Exception exception) =>
        new(
            $"{Path}: is damaged Parquet ({exception.Message.ReplaceLineEndings(" ")}); write or fetch it again",
            exception);

    private void Close()
    {
        _stream.Dispose();
        _source.Dispose();
    }
}
