using System.Globalization;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Which column of a file is which of ours: named by the option, by our own name in the header, or guessed from common
/// names. A guess of price, stock or time counts only if the first rows can be read as such; why one does not count is
/// noted. -1 is no column.
/// </summary>
internal sealed class CatalogColumns
{
    private readonly string _path;
    private readonly string[] _headers;
    private readonly HashSet<string> _distinct;
    private readonly Dictionary<string, int> _columns = [];
    private readonly List<string> _notes = [];

    private CatalogColumns(string path, string[] headers)
    {
        _path = path;
        _headers = headers;
        _distinct = [.. headers];
    }

    /// <summary>Column of one of our names; -1 for none.</summary>
    public int this[string ours] => _columns.GetValueOrDefault(ours, -1);

    /// <summary>Columns whose header has another name than ours, as name=theirs.</summary>
    public IReadOnlyList<string> Mapped =>
        [.. ColumnNames.All.Where(ours => this[ours] >= 0 && Header(ours) != ours).Select(Pair)];

    /// <summary>All columns of ours that the file has: name, or name=theirs.</summary>
    public IReadOnlyList<string> Found => [.. ColumnNames.All.Where(ours => this[ours] >= 0).Select(Pair)];

    /// <summary>Headers that look like one of our columns and are not, each with the reason.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Indices of the columns that become payload, and their names: name and brand are among them.</summary>
    public (int[] Columns, string[] Names) Payload()
    {
        int[] taken = [.. _columns.Where(pair => !IsPayload(pair.Key)).Select(pair => pair.Value)];
        int[] columns = [.. Enumerable.Range(0, _headers.Length).Where(column => !taken.Contains(column))];
        return (columns, Array.ConvertAll(columns, NameOf));
    }

    /// <summary>Returns the column of a facet, by its header or by our name for it; -1 for none.</summary>
    public int Find(string column)
    {
        int number = IndexOf(column);
        for (int i = 0; number < 0 && i < _headers.Length; i++)
        {
            number = NameOf(i) == column ? i : -1;
        }

        return number;
    }

    /// <summary>Finds the columns of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="headers">Its header.</param>
    /// <param name="asked">What the user says.</param>
    /// <param name="dateFormat">Format of dates; null for those that can be read in one way only.</param>
    /// <param name="head">Returns the first rows of some columns, each with its place.</param>
    /// <exception cref="BuildInputException">A column that is needed or asked for is not there.</exception>
    public static CatalogColumns Find(
        string path,
        string[] headers,
        ColumnNames asked,
        string? dateFormat,
        Func<int[], IEnumerable<(string[] Cells, string Where)>> head)
    {
        CatalogColumns found = new(path, headers);
        foreach (string header in asked.Asked)
        {
            if (!headers.Contains(header))
            {
                throw new BuildInputException(
                    $"{path} line 1: no column \"{Printable.Shown(header)}\"; the header has: {Listed(headers)}");
            }
        }

        foreach (string ours in ColumnNames.All)
        {
            if ((asked.AskedFor(ours) ?? (headers.Contains(ours) ? ours : null)) is string header)
            {
                found._columns[ours] = found.IndexOf(header);
            }
        }

        found.Guess(dateFormat, head);
        return found[ColumnNames.ProductId] >= 0
            ? found
            : throw new BuildInputException(
                $"{path} line 1: no column looks like the product's id; the header has: {Listed(headers)}; "
                + $"name it with {ColumnNames.Option} {ColumnNames.ProductId}=...");
    }

    /// <summary>
    /// Finds the columns of a catalogue that `train` wrote: ours come first, under our names and in our order.
    /// </summary>
    public static CatalogColumns OfOurs(string path, string[] headers)
    {
        CatalogColumns found = new(path, headers);
        int next = 0;
        foreach (string ours in CatalogCopy.Columns)
        {
            if (next < headers.Length && headers[next] == ours)
            {
                found._columns[ours] = next++;
            }
        }

        foreach (string ours in ColumnNames.All.Where(IsPayload))
        {
            int column = Array.IndexOf(headers, ours, next);
            if (column >= 0)
            {
                found._columns[ours] = column;
            }
        }

        return found[ColumnNames.ProductId] == 0
            ? found
            : throw new BuildInputException(
                $"{path} line 1: does not begin with {ColumnNames.ProductId}; train the model again");
    }

    /// <summary>Lists the header for a message, shortened to fit in a line.</summary>
    public static string Listed(string[] headers)
    {
        const int most = 30;
        string more = headers.Length > most ? $" and {headers.Length - most} more" : string.Empty;
        return string.Join(", ", headers.Take(most).Select(Printable.Shown)) + more;
    }

    private static bool IsPayload(string ours) => ours is ColumnNames.Name or ColumnNames.Brand;

    private string Header(string ours) => _headers[this[ours]];

    private string Pair(string ours) => Header(ours) == ours ? ours : $"{ours}={Printable.Shown(Header(ours))}";

    /// <summary>Returns our name of a column, or its header without a feed's prefix where that is unique.</summary>
    private string NameOf(int column)
    {
        foreach ((string ours, int known) in _columns)
        {
            if (known == column)
            {
                return ours;
            }
        }

        string plain = ColumnGuesses.WithoutPrefix(_headers[column]);
        return _distinct.Contains(plain) || _columns.ContainsKey(plain) ? _headers[column] : plain;
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

    private void Guess(string? dateFormat, Func<int[], IEnumerable<(string[] Cells, string Where)>> head)
    {
        List<(string Ours, int Column)> tried = [];
        string[] plain = Array.ConvertAll(_headers, ColumnGuesses.Plain);
        foreach (string ours in ColumnNames.All.Where(ours => this[ours] < 0))
        {
            int[] candidates =
            [
                .. ColumnGuesses.Candidates(ours, plain).Select(column => IndexOf(_headers[column]))
                    .Where(column => !_columns.ContainsValue(column)),
            ];
            if (ours is ColumnNames.Price or ColumnNames.InStock or ColumnNames.FirstSeen)
            {
                tried.AddRange(candidates.Select(column => (ours, column)));
            }
            else if (candidates.Length > 0)
            {
                _columns[ours] = candidates[0];
            }
        }

        string?[] faults = Faults(tried, dateFormat, head);
        for (int i = 0; i < faults.Length; i++)
        {
            (string ours, int column) = tried[i];
            if (this[ours] >= 0 || _columns.ContainsValue(column))
            {
                continue;
            }

            if (faults[i] is string fault)
            {
                _notes.Add(
                    $"the column \"{Printable.Shown(_headers[column])}\" is not taken as {ours}: {fault}");
                continue;
            }

            _columns[ours] = column;
        }
    }

    /// <summary>Reads the first rows as what a guess says they are; returns the first fault of each.</summary>
    private static string?[] Faults(
        List<(string Ours, int Column)> tried,
        string? dateFormat,
        Func<int[], IEnumerable<(string[] Cells, string Where)>> head)
    {
        string?[] faults = new string?[tried.Count];
        if (tried.Count == 0)
        {
            return faults;
        }

        foreach ((string[] cells, string where) in head([.. tried.Select(one => one.Column)]))
        {
            for (int i = 0; i < faults.Length; i++)
            {
                string cell = EmptyCell.Of(cells[i]);
                if (faults[i] is null && cell.Length > 0 && !IsReadable(tried[i].Ours, cell, dateFormat))
                {
                    faults[i] = string.Create(
                        CultureInfo.InvariantCulture, $"it holds \"{Printable.Shown(cell)}\" ({where})");
                }
            }
        }

        return faults;
    }

    private static bool IsReadable(string ours, string cell, string? dateFormat) => ours switch
    {
        ColumnNames.Price => PriceText.TryParse(cell, out _, out _),
        ColumnNames.InStock => StockText.TryParse(cell, out _),
        _ => ((dateFormat is not null && TimeText.TryParse(cell, dateFormat, out DateTimeOffset time))
            || TimeText.TryParse(cell, out time)) && TimeText.IsPlausible(time),
    };
}
