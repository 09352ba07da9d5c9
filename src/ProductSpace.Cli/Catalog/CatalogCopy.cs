using System.Globalization;
using System.Text;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Writes what was read of a catalogue into a file that goes into the model folder, so that a build of the model loses
/// nothing: UTF-8, a comma between cells, quotes doubled, our names of the columns, levels of categories separated by
/// '/', prices with a point and their currency, times in UTC. Reading it gives the same rows.
/// </summary>
internal sealed class CatalogCopy : IDisposable
{
    private const decimal MinorUnits = 100;

    private readonly CatalogReader _reader;
    private readonly string[] _columns;
    private readonly StringBuilder _line = new();
    private readonly StreamWriter _text;

    /// <summary>Creates the file with its header.</summary>
    public CatalogCopy(string path, CatalogReader reader)
    {
        _reader = reader;
        _columns = [.. reader.OwnColumns];
        _text = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            NewLine = "\n",
        };
        Write([.. _columns, .. reader.PayloadColumns]);
    }

    /// <summary>Columns that are no payload, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        ColumnNames.ProductId, ColumnNames.Category, ColumnNames.Price, ColumnNames.InStock, ColumnNames.FirstSeen,
        ColumnNames.Group,
    ];

    public void Add(CatalogProduct row) =>
        Write([.. _columns.Select(column => Cell(row, column)), .. row.Payload]);

    /// <summary>Writes what is left, and closes the file.</summary>
    public void Dispose() => _text.Dispose();

    private string Cell(CatalogProduct row, string column) => column switch
    {
        ColumnNames.ProductId => row.Id,
        ColumnNames.Category => row.Category,
        ColumnNames.Price => row.Price is long minor
            ? string.Create(CultureInfo.InvariantCulture, $"{minor / MinorUnits:0.00} {_reader.Currency}").TrimEnd()
            : string.Empty,
        ColumnNames.InStock => row.InStock ? "1" : "0",
        ColumnNames.FirstSeen => row.FirstSeen is DateTimeOffset time
            ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)
            : string.Empty,
        _ => row.GroupId ?? string.Empty,
    };

    private void Write(IEnumerable<string> cells)
    {
        _line.Clear();
        foreach (string cell in cells)
        {
            Append(cell);
            _line.Append(',');
        }

        _line.Length--;
        _text.WriteLine(_line);
    }

    private void Append(string cell)
    {
        if (cell.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            _line.Append(cell);
            return;
        }

        _line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
