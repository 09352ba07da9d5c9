using ProductSpace.Training;
using ProductSpace.Training.Logs;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Rows of a catalogue in Parquet, one row group in memory at a time. Columns of lists, such as vectors, are none of a
/// catalogue and are left out.
/// </summary>
internal sealed class ParquetCatalogRows : CatalogRows
{
    private readonly ParquetRows _rows;
    private readonly string[] _headers;

    public ParquetCatalogRows(string path, Stream file)
    {
        try
        {
            _rows = new ParquetRows(LogSource.Of(path, file));
            int[] columns = [.. Enumerable.Range(0, _rows.Headers.Length).Where(_rows.CanRead)];
            _headers = Array.ConvertAll(columns, column => _rows.Headers[column]);
            _rows.Select(columns);
        }
        catch (TrainingInputException exception)
        {
            _rows?.Dispose();
            throw new BuildInputException(exception.Message, exception);
        }
    }

    public override IReadOnlyList<string> Headers => _headers;

    public override int FieldCount => _headers.Length;

    public override long LineNumber => _rows.Line;

    public override bool Read()
    {
        try
        {
            return _rows.Read();
        }
        catch (TrainingInputException exception)
        {
            throw new BuildInputException(exception.Message, exception);
        }
    }

    public override ReadOnlySpan<byte> GetSpan(int column) => _rows.Cell(column);

    protected override void Dispose(bool disposing) => _rows.Dispose();
}
