using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Reads the shop's catalogue row by row, in any form: product_id, category, price, in_stock, first_seen and
/// item_group_id. Every other column, name included, becomes payload; any column can also be a facet or a number
/// column. A cell that cannot be parsed is refused with file, line and column; a cell that says NULL, \N, nan or none
/// is empty; a row of empty cells is no product.
/// </summary>
internal sealed class CatalogReader
{
    /// <summary>Rows that are looked at to find the separator of categories.</summary>
    private const int HeadRows = 10_000;

    private readonly string _path;
    private readonly CatalogText _text;
    private readonly string[] _headers;
    private readonly CatalogColumns _columns;
    private readonly string? _dateFormat;
    private readonly int _id;
    private readonly int _category;
    private readonly int _price;
    private readonly int _inStock;
    private readonly int _firstSeen;
    private readonly int _group;
    private readonly int[] _payload;
    private readonly FacetNames _facets;
    private readonly int[] _facetColumns;
    private readonly int[] _numberColumns;
    private readonly CategoryPaths _categories;
    private string? _currency;

    private CatalogReader(
        CatalogText text, string[] headers, ColumnNames asked, FacetNames facets, CatalogOptions options)
    {
        _text = text;
        _facets = facets;
        _path = text.Path;
        _headers = headers;
        _dateFormat = options.DateFormat;
        _columns = options.IsOurs
            ? CatalogColumns.OfOurs(_path, headers)
            : CatalogColumns.Find(_path, headers, asked, options.DateFormat, Head);
        _id = _columns[ColumnNames.ProductId];
        _category = _columns[ColumnNames.Category];
        _price = _columns[ColumnNames.Price];
        _inStock = _columns[ColumnNames.InStock];
        _firstSeen = _columns[ColumnNames.FirstSeen];
        _group = _columns[ColumnNames.Group];
        _facetColumns = [.. facets.Columns.Select(facet => ColumnOf(facet.Column, "facet", FacetNames.Option))];
        Numbers = options.Numbers.Names;
        _numberColumns =
        [
            .. options.Numbers.Columns.Select(
                number => ColumnOf(number.Column, "number column", NumberNames.Option)),
        ];
        (_payload, string[] payload) = _columns.Payload();
        PayloadColumns = payload;
        _categories = options.CategorySeparator is string separator ? CategoryPaths.Of(separator)
            : _category < 0 ? CategoryPaths.Of("/")
            : CategoryPaths.Find(Head([_category]).Select(row => (row.Cells[0], row.Where)));
    }

    /// <summary>Payload columns, in the order of the file.</summary>
    public IReadOnlyList<string> PayloadColumns { get; }

    /// <summary>Names of the facets whose values the rows have.</summary>
    public IReadOnlyList<string> Facets => _facets.Names;

    /// <summary>Names of the number columns whose numbers the rows have.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>False if there is no category column, so that every product is in the root category.</summary>
    public bool HasCategory => _category >= 0;

    /// <summary>Our columns that the file has, other than those that become payload, in the order of a copy.</summary>
    public IReadOnlyList<string> OwnColumns => [.. CatalogCopy.Columns.Where(ours => _columns[ours] >= 0)];

    /// <summary>How the file was read, complete after the rows.</summary>
    public CatalogReading Reading => new(
        _path,
        EmptyRows,
        _columns.Mapped,
        HasCategory ? _categories.Separator : null,
        _currency,
        _columns.Found,
        _columns.Notes);

    /// <summary>Currency of the prices read so far; null where they name none.</summary>
    public string? Currency => _currency;

    /// <summary>Rows without any value, which are no products; counted while the rows are read.</summary>
    public long EmptyRows { get; private set; }

    /// <summary>Opens a catalogue and reads its header.</summary>
    public static CatalogReader Open(
        string path, ColumnNames names, FacetNames? facets = null, CatalogOptions? options = null)
    {
        if (Directory.Exists(path))
        {
            throw new BuildInputException($"{path}: is a directory; a CSV, JSON lines or Parquet file is needed");
        }

        // The header and the rows are two readings, and a pipe can be read only once; opening it would wait for a
        // writer.
        if (!LibC.IsSeekable(path))
        {
            throw new BuildInputException($"{path}: is a pipe or device, not a regular file; write it to a file first");
        }

        return Open(
            path,
            () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16),
            names,
            facets,
            options);
    }

    /// <summary>
    /// Opens a catalogue from any source. Each call of <paramref name="open"/> returns a new seekable stream of the
    /// bytes, which the reader closes.
    /// </summary>
    public static CatalogReader Open(
        string path, Func<Stream> open, ColumnNames names, FacetNames? facets = null, CatalogOptions? options = null)
    {
        options ??= new CatalogOptions();
        CatalogText text = new(path, open, options.Encoding, options.IsOurs);
        string[] headers;
        using (CatalogRows csv = text.Open())
        {
            headers = [.. (csv.Headers ?? []).Select(header => NormalForm.Of(header.TrimStart('\uFEFF').Trim()))];
        }

        return new CatalogReader(text, headers, names, facets ?? FacetNames.None, options);
    }

    /// <summary>Returns the rows, read as they are enumerated.</summary>
    public IEnumerable<CatalogProduct> Read()
    {
        EmptyRows = 0;
        _currency = null;
        using CatalogRows csv = _text.Open();
        long row = 0;
        while (_text.Next(csv, ++row))
        {
            if (IsEmpty(csv))
            {
                EmptyRows++;
                continue;
            }

            yield return ReadRow(csv, row);
        }
    }

    private static bool IsEmpty(CatalogRows csv)
    {
        for (int column = 0; column < csv.FieldCount; column++)
        {
            if (!csv.GetSpan(column).Trim(" \t\r"u8).IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns some cells of the first rows, each row with its place.</summary>
    private IEnumerable<(string[] Cells, string Where)> Head(int[] columns)
    {
        using CatalogRows csv = _text.Open();
        for (long row = 1; row <= HeadRows && _text.Next(csv, row); row++)
        {
            yield return (
                Array.ConvertAll(columns, column => column < csv.FieldCount ? csv.GetString(column) : string.Empty),
                $"{_path} line {csv.LineNumber}");
        }
    }

    /// <summary>Returns the column of a facet or of numbers.</summary>
    private int ColumnOf(string name, string what, string option) =>
        _columns.Find(name) is >= 0 and int column
            ? column
            : throw new BuildInputException(
                $"{_path} line 1: no column \"{name}\" for a {what}; the header has: "
                + $"{CatalogColumns.Listed(_headers)}; name it with {option} {name}=...");

    private CatalogProduct ReadRow(CatalogRows csv, long row)
    {
        string Where(int column) => $"{_path} line {csv.LineNumber}, column {Printable.Shown(_headers[column])}";
        if (csv.FieldCount < _headers.Length && csv.FieldCount <= _id)
        {
            throw new BuildInputException(
                $"{_path} row {row}: {csv.FieldCount} fields where the header has {_headers.Length}; correct the line");
        }

        for (int column = _headers.Length; column < csv.FieldCount; column++)
        {
            // An unquoted 1,299.00 would become a price of 1; an extra comma at the end of the row is harmless.
            if (csv.GetSpan(column).Length > 0)
            {
                throw new BuildInputException(
                    $"{_path} line {csv.LineNumber}: {csv.FieldCount} fields where the header has {_headers.Length}; "
                    + "put cells that hold the separator in quotes");
            }
        }

        string Cell(int column) =>
            column < 0 || column >= csv.FieldCount ? string.Empty : EmptyCell.Of(csv.GetString(column));
        string id = Cell(_id);
        if (id.Length == 0)
        {
            throw new BuildInputException($"{Where(_id)}: is empty; every product needs an id");
        }

        string[] payload = new string[_payload.Length];
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] = Cell(_payload[i]);
        }

        string[] facets = new string[_facetColumns.Length];
        for (int i = 0; i < facets.Length; i++)
        {
            int column = _facetColumns[i];
            facets[i] = _facets.Cell(Cell(column), () => Where(column));
        }

        double[][] numbers = Array.ConvertAll(
            _numberColumns, column => NumberNames.Cell(Cell(column), () => Where(column)));
        return new CatalogProduct
        {
            Id = id,
            Category = _categories.Read(Cell(_category)),
            Price = Price(Cell(_price), () => Where(_price)),
            InStock = CellParsers.Flag(Cell(_inStock), () => Where(_inStock)),
            FirstSeen = CellParsers.FirstSeen(Cell(_firstSeen), () => Where(_firstSeen), _dateFormat),
            GroupId = Cell(_group) is { Length: > 0 } group ? group : null,
            Payload = payload,
            Facets = facets,
            Numbers = numbers,
            Source = $"{_path} line {csv.LineNumber}",
        };
    }

    /// <summary>Parses a price; prices of two currencies cannot be compared.</summary>
    private long? Price(string text, Func<string> where)
    {
        long? price = CellParsers.Price(text, where, out string currency);
        if (currency.Length > 0 && (_currency ??= currency) != currency)
        {
            throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is in another currency than {_currency} of the rows before; "
                + "write all prices in one");
        }

        return price;
    }
}
