using System.Text;
using CsvHelper;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// The rows of a catalogue as cells of text below a header, whatever the form of the file: all that is said of columns,
/// guesses and parsing of cells holds for each form. Cells are valid until the next row.
/// </summary>
internal abstract class CatalogRows : IDisposable
{
    /// <summary>Names of the columns.</summary>
    public abstract IReadOnlyList<string>? Headers { get; }

    /// <summary>Cells of the current row.</summary>
    public abstract int FieldCount { get; }

    /// <summary>Line of the current row; the number of the row in a form without lines.</summary>
    public abstract long LineNumber { get; }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end.</returns>
    public abstract bool Read();

    /// <summary>Returns a cell as UTF-8.</summary>
    public abstract ReadOnlySpan<byte> GetSpan(int column);

    /// <summary>Returns a cell.</summary>
    public virtual string GetString(int column) => Encoding.UTF8.GetString(GetSpan(column));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>Rows of CSV.</summary>
internal sealed class CsvCatalogRows(CsvReader csv) : CatalogRows
{
    public override IReadOnlyList<string>? Headers => csv.Headers;

    public override int FieldCount => csv.FieldCount;

    public override long LineNumber => csv.LineNumber;

    /// <summary>The text of the current row.</summary>
    public ReadOnlySpan<byte> RawRecord => csv.RawRecord;

    public override bool Read() => csv.Read();

    public override ReadOnlySpan<byte> GetSpan(int column) => csv.GetSpan(column);

    public override string GetString(int column) => csv.GetString(column);

    protected override void Dispose(bool disposing) => csv.Dispose();
}
