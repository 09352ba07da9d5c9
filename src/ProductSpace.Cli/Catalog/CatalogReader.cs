using CsvHelper;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Reads the shop's catalogue row by row (CsvHelper): product_id, category, price, in_stock, first_seen. Every other
/// column, name included, becomes payload; any column can also be a facet or a number column. A cell that cannot be
/// parsed is refused with file, line and column; a cell that says NULL, \N, nan or none is empty; a row of empty cells
/// is no product.
/// </summary>
internal sealed class CatalogReader
{
    /// <summary>Rows that are looked at to find the separator of categories.</summary>
    private const int HeadRows = 10_000;

    private readonly string _path;
    private readonly CatalogText _text;
    private readonly string[] _headers;
    private readonly ColumnNames _names;
    private readonly string? _dateFormat;
    private readonly int _id;
    private readonly int _category;
    private readonly int _price;
    private readonly int _inStock;
    private readonly int _firstSeen;
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
        ColumnNames names = _names = asked.For(headers);
        _id = IndexOf(names[ColumnNames.ProductId]);
        _category = IndexOf(names[ColumnNames.Category]);
        _price = IndexOf(names[ColumnNames.Price]);
        _inStock = IndexOf(names[ColumnNames.InStock]);
        _firstSeen = IndexOf(names[ColumnNames.FirstSeen]);
        foreach (string header in asked.Asked)
        {
            if (!headers.Contains(header))
            {
                throw new BuildInputException(
                    $"{_path} line 1: no column \"{header}\"; the header has: {Listed(headers)}");
            }
        }

        if (_id < 0)
        {
            throw new BuildInputException(
                $"{_path} line 1: no column \"{names[ColumnNames.ProductId]}\"; the header has: {Listed(headers)}; "
                + $"name it with {names.Option} product_id=...");
        }

        _facetColumns = [.. facets.Columns.Select(facet => ColumnOf(facet.Column, names, "facet", FacetNames.Option))];
        Numbers = options.Numbers.Names;
        _numberColumns =
        [
            .. options.Numbers.Columns.Select(
                number => ColumnOf(number.Column, names, "number column", NumberNames.Option)),
        ];
        int[] taken = [_id, _category, _price, _inStock, _firstSeen];
        _payload = [.. Enumerable.Range(0, headers.Length).Where(column => !taken.Contains(column))];
        PayloadColumns = Array.ConvertAll(_payload, column => names.OursOf(headers[column]));
        _categories = options.CategorySeparator is string separator ? CategoryPaths.Of(separator)
            : _category < 0 ? CategoryPaths.Of("/")
            : CategoryPaths.Find(HeadCategories());
    }

    /// <summary>Payload columns, in the order of the file.</summary>
    public IReadOnlyList<string> PayloadColumns { get; }

    /// <summary>Names of the facets whose values the rows have.</summary>
    public IReadOnlyList<string> Facets => _facets.Names;

    /// <summary>Names of the number columns whose numbers the rows have.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>False if there is no category column, so that every product is in the root category.</summary>
    public bool HasCategory => _category >= 0;

    /// <summary>How the file was read, complete after the rows.</summary>
    public CatalogReading Reading => new(
        _path, EmptyRows, [.. _names.Mapped], HasCategory ? _categories.Separator : null, _currency);

    /// <summary>Rows without any value, which are no products; counted while the rows are read.</summary>
    public long EmptyRows { get; private set; }

    /// <summary>Opens a catalogue and reads its header.</summary>
    public static CatalogReader Open(
        string path, ColumnNames names, FacetNames? facets = null, CatalogOptions? options = null)
    {
        if (Directory.Exists(path))
        {
            throw new BuildInputException($"{path}: is a directory, a CSV file is needed");
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
        CatalogText text = new(path, open, options.Encoding);
        string[] headers;
        using (CsvReader csv = text.Open())
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
        using CsvReader csv = _text.Open();
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

    private static bool IsEmpty(CsvReader csv)
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

    /// <summary>Returns the column of a name, -1 if there is none; a header that names it twice is refused.</summary>
    private int IndexOf(string name)
    {
        int first = Array.IndexOf(_headers, name);
        return first >= 0 && Array.LastIndexOf(_headers, name) > first
            ? throw new BuildInputException(
                $"{_path} line 1: names the column \"{Printable.Shown(name)}\" twice; rename one of them")
            : first;
    }

    private IEnumerable<(string Category, string Where)> HeadCategories()
    {
        using CsvReader csv = _text.Open();
        for (long row = 1; row <= HeadRows && _text.Next(csv, row); row++)
        {
            if (_category < csv.FieldCount)
            {
                yield return (csv.GetString(_category), $"{_path} line {csv.LineNumber}");
            }
        }
    }

    /// <summary>Returns the column of a facet or numbers, by its header or by our name for it.</summary>
    private int ColumnOf(string column, ColumnNames names, string what, string option)
    {
        int number = IndexOf(column);
        number = number < 0 ? Array.FindIndex(_headers, header => names.OursOf(header) == column) : number;
        return number >= 0
            ? number
            : throw new BuildInputException(
                $"{_path} line 1: no column \"{column}\" for a {what}; the header has: {Listed(_headers)}; name it "
                + $"with {option} {column}=...");
    }

    /// <summary>Lists the header for a message, shortened to fit in a line.</summary>
    private static string Listed(string[] headers)
    {
        const int most = 30;
        string more = headers.Length > most ? $" and {headers.Length - most} more" : string.Empty;
        return string.Join(", ", headers.Take(most).Select(Printable.Shown)) + more;
    }

    private CatalogProduct ReadRow(CsvReader csv, long row)
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
