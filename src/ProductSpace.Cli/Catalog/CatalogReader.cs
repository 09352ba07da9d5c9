using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Reads the shop's catalogue row by row (CsvHelper): product_id, category, price, in_stock, first_seen. Every other
/// column, name included, becomes payload; any column can also be a facet. A cell that cannot be parsed is refused with
/// file, line and column.
/// </summary>
internal sealed class CatalogReader
{
    /// <summary>
    /// Largest row in bytes; a file without line endings would otherwise be read completely before it is refused.
    /// </summary>
    private const int MostRowBytes = 16 << 20;

    private readonly string _path;
    private readonly Func<Stream> _open;
    private readonly string[] _headers;
    private readonly int _id;
    private readonly int _category;
    private readonly int _price;
    private readonly int _inStock;
    private readonly int _firstSeen;
    private readonly int[] _payload;
    private readonly FacetNames _facets;
    private readonly int[] _facetColumns;

    private CatalogReader(string path, Func<Stream> open, string[] headers, ColumnNames names, FacetNames facets)
    {
        _open = open;
        _facets = facets;
        _path = path;
        _headers = headers;
        _id = Array.IndexOf(headers, names[ColumnNames.ProductId]);
        _category = Array.IndexOf(headers, names[ColumnNames.Category]);
        _price = Array.IndexOf(headers, names[ColumnNames.Price]);
        _inStock = Array.IndexOf(headers, names[ColumnNames.InStock]);
        _firstSeen = Array.IndexOf(headers, names[ColumnNames.FirstSeen]);
        foreach (string asked in names.Asked)
        {
            if (!headers.Contains(asked))
            {
                throw new BuildInputException(
                    $"{path} line 1: no column \"{asked}\"; the header has: {Listed(headers)}");
            }
        }

        if (_id < 0)
        {
            throw new BuildInputException(
                $"{path} line 1: no column \"{names[ColumnNames.ProductId]}\"; the header has: {Listed(headers)}; "
                + $"name it with {names.Option} product_id=...");
        }

        _facetColumns = [.. facets.Columns.Select(facet => ColumnOf(facet.Column, names))];
        int[] taken = [_id, _category, _price, _inStock, _firstSeen];
        _payload = [.. Enumerable.Range(0, headers.Length).Where(column => !taken.Contains(column))];
        PayloadColumns = Array.ConvertAll(_payload, column => names.OursOf(headers[column]));
    }

    /// <summary>Payload columns, in the order of the file.</summary>
    public IReadOnlyList<string> PayloadColumns { get; }

    /// <summary>Names of the facets whose values the rows have.</summary>
    public IReadOnlyList<string> Facets => _facets.Names;

    /// <summary>False if there is no category column, so that every product is in the root category.</summary>
    public bool HasCategory => _category >= 0;

    /// <summary>Opens a catalogue and reads its header.</summary>
    public static CatalogReader Open(string path, ColumnNames names, FacetNames? facets = null)
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
            facets);
    }

    /// <summary>
    /// Opens a catalogue from any source. Each call of <paramref name="open"/> returns a new seekable stream of the
    /// bytes, which the reader closes.
    /// </summary>
    public static CatalogReader Open(string path, Func<Stream> open, ColumnNames names, FacetNames? facets = null)
    {
        using CsvReader csv = OpenCsv(path, open);
        string[] headers = [.. csv.Headers ?? []];
        if (headers.Length > 0)
        {
            headers[0] = headers[0].TrimStart('\uFEFF');
        }

        return new CatalogReader(path, open, headers, names, facets ?? FacetNames.None);
    }

    /// <summary>Returns the rows, read as they are enumerated.</summary>
    public IEnumerable<CatalogProduct> Read()
    {
        using CsvReader csv = OpenCsv(_path, _open);
        long row = 0;
        while (Next(csv, ++row))
        {
            yield return ReadRow(csv, row);
        }
    }

    /// <summary>Returns the column of a facet, by its header or by our name for it.</summary>
    private int ColumnOf(string column, ColumnNames names)
    {
        int number = Array.IndexOf(_headers, column);
        number = number < 0 ? Array.FindIndex(_headers, header => names.OursOf(header) == column) : number;
        return number >= 0
            ? number
            : throw new BuildInputException(
                $"{_path} line 1: no column \"{column}\" for a facet; the header has: {Listed(_headers)}; name it "
                + $"with {FacetNames.Option} {column}=...");
    }

    /// <summary>Lists the header for a message, shortened to fit in a line.</summary>
    private static string Listed(string[] headers)
    {
        const int most = 30;
        string more = headers.Length > most ? $" and {headers.Length - most} more" : string.Empty;
        return string.Join(", ", headers.Take(most).Select(Printable.Shown)) + more;
    }

    private static CsvReader OpenCsv(string path, Func<Stream> open)
    {
        Stream file = open();
        bool isOpen = false;
        try
        {
            Span<byte> head = stackalloc byte[2];
            int read = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
            file.Position = 0;
            bool isGzip = read == 2 && head.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
            if (isGzip)
            {
                using Stream once = open();
                GzipCheck.RequireComplete(path, once);
            }

            Stream stream = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            CsvReader csv = CsvReader.Create(stream, Options(path), leaveOpen: false);
            csv.ReadHeader();
            isOpen = true;
            return csv;
        }
        catch (Exception exception) when (exception is not IOException)
        {
            throw new BuildInputException(
                $"{path}: no CSV with a header in its first line ({exception.Message}); see `productspace build "
                + "--help`",
                exception);
        }
        finally
        {
            if (!isOpen)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>
    /// Accepts a stray quote as text, but refuses one that is never closed: it would silently swallow all rows after
    /// it.
    /// </summary>
    private static CsvReaderOptions Options(string path) =>
        new()
        {
            HasHeader = true,
            TrackLineNumbers = true,
            MaxRecordSize = MostRowBytes,
            OnMalformedRecord = record =>
            {
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                {
                    throw new BuildInputException(
                        $"{path} line {record.LineNumber}: a quote opens and never closes; close it");
                }
            },
        };

    private bool Next(CsvReader csv, long row)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception exception) when (exception is not IOException and not OutOfMemoryException)
        {
            throw new BuildInputException(
                $"{_path} row {row}: is no CSV row ({exception.Message.ReplaceLineEndings(" ")}); correct the line",
                exception);
        }
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

        string Cell(int column) => column < 0 || column >= csv.FieldCount ? string.Empty : csv.GetString(column).Trim();
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

        return new CatalogProduct
        {
            Id = id,
            Category = Cell(_category),
            Price = CellParsers.Price(Cell(_price), () => Where(_price)),
            InStock = CellParsers.Flag(Cell(_inStock), () => Where(_inStock)),
            FirstSeen = CellParsers.Time(Cell(_firstSeen), () => Where(_firstSeen)),
            Payload = payload,
            Facets = facets,
            Source = $"{_path} line {csv.LineNumber}",
        };
    }
}
