using System.IO.Hashing;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Columns of the catalogue by input product (the rows with a usable vector, in the order of the embedding file), read
/// in one pass over the shop's rows.
/// </summary>
internal sealed class Catalog : IDisposable
{
    private const int Examples = 20;

    private readonly int[] _paths;
    private readonly bool[] _seen;
    private readonly Dictionary<string, int> _pathNumbers = new() { [string.Empty] = 0 };
    private readonly List<string> _pathTexts = [string.Empty];
    private readonly XxHash3 _hash = new();

    public Catalog(
        int count,
        IReadOnlyList<string> payloadColumns,
        IReadOnlyList<string> facets,
        IReadOnlyList<string> numbers)
    {
        Facets = new FacetCollector(facets);
        Numbers = new NumberCollector(numbers, count);
        _paths = new int[count];
        _seen = new bool[count];
        Prices = new long[count];
        FirstSeen = new long[count];
        InStock = new bool[count];
        Array.Fill(Prices, long.MinValue);
        Array.Fill(FirstSeen, long.MinValue);
        Array.Fill(InStock, true);
        PayloadColumns = payloadColumns;
        Payload = new Utf8List();
        PayloadOf = new int[count];
        Array.Fill(PayloadOf, -1);
    }

    public FacetCollector Facets { get; }

    public NumberCollector Numbers { get; }

    public IReadOnlyList<string> PayloadColumns { get; }

    public long[] Prices { get; }

    public long[] FirstSeen { get; }

    public bool[] InStock { get; }

    /// <summary>
    /// Payload texts in the order of the catalogue; <see cref="PayloadOf"/> gives the one of a product, -1 for none.
    /// </summary>
    public Utf8List Payload { get; }

    public int[] PayloadOf { get; }

    /// <summary>Rows read.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows of products that had one before.</summary>
    public int VariantRows { get; private set; }

    /// <summary>Whether a product has a row.</summary>
    public ReadOnlySpan<bool> HasRow => _seen;

    /// <summary>The first rows without a vector, and where they are.</summary>
    public List<(string Id, string Where)> Unmet { get; } = [];

    public int WithoutRow { get; private set; }

    public int WithoutVector { get; private set; }

    public List<string> WithoutVectorExamples { get; } = [];

    /// <summary>XXH3 of all rows; 0 without a catalogue.</summary>
    public ulong Hash { get; private set; }

    public CategoryTree Tree { get; private set; } = CategoryTree.Build([]);

    /// <summary>Primary category of each product.</summary>
    public int[] Primary { get; private set; } = [];

    /// <summary>All further paths as (category, product).</summary>
    public List<(int Category, int Product)> Further { get; } = [];

    public void Read(IEnumerable<CatalogProduct>? rows, ProductIdTable ids, CancellationToken cancellationToken)
    {
        int number = 0;
        foreach (CatalogProduct row in rows ?? [])
        {
            if ((++number & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            AddRow(row, ids, number);
        }

        if (VariantRows > 0)
        {
            Facets.RemoveRepeated();
        }

        Rows = number;
        Hash = rows is null ? 0 : _hash.GetCurrentHashAsUInt64();
        WithoutRow = _seen.AsSpan().Count(false);
        PlaceCategories();
    }

    public void Dispose() => Payload.Dispose();

    private void AddRow(CatalogProduct row, ProductIdTable ids, int number)
    {
        HashRow(row);
        string where = row.Source ?? $"catalogue row {number}";
        if (!ids.TryFind(Encoding.UTF8.GetBytes(row.Id), out int product)
            && (row.GroupId is null || !ids.TryFind(Encoding.UTF8.GetBytes(row.GroupId), out product)))
        {
            WithoutVector++;
            if (WithoutVectorExamples.Count < Examples)
            {
                WithoutVectorExamples.Add(row.Id);
            }

            if (Unmet.Count < CatalogJoin.Sample)
            {
                Unmet.Add((row.Id, where));
            }

            return;
        }

        if (_seen[product])
        {
            AddVariant(row, product, where);
            return;
        }

        _seen[product] = true;
        _paths[product] = PathOf(row.Category);
        Prices[product] = row.Price ?? long.MinValue;
        InStock[product] = row.InStock;
        FirstSeen[product] = row.FirstSeen?.ToUnixTimeMilliseconds() ?? long.MinValue;
        Facets.Add(row, product, where);
        Numbers.Add(row, product, where);
        if (PayloadColumns.Count > 0)
        {
            PayloadOf[product] = Payload.Count;
            Payload.Add(Encoding.UTF8.GetBytes(JoinPayload(row)));
        }
    }

    /// <summary>
    /// Adds a further row of a product, one for each size or colour: it is in stock if one of them is, has the least
    /// price and the earliest time, the categories, facet values and numbers of all, and the payload of the first.
    /// </summary>
    private void AddVariant(CatalogProduct row, int product, string where)
    {
        VariantRows++;
        Prices[product] = Least(Prices[product], row.Price);
        FirstSeen[product] = Least(FirstSeen[product], row.FirstSeen?.ToUnixTimeMilliseconds());
        InStock[product] |= row.InStock;
        Facets.Add(row, product, where);
        Numbers.Add(row, product, where);
        string known = _pathTexts[_paths[product]];
        if (known == row.Category || row.Category.Length == 0)
        {
            return;
        }

        string[] further = known.Length == 0 ? [row.Category] : [.. row.Category.Split('|').Except(known.Split('|'))];
        _paths[product] = PathOf(string.Join('|', known.Length == 0 ? further : [known, .. further]));
    }

    private static long Least(long known, long? more) =>
        more is not long number ? known
        : known == long.MinValue ? number
        : Math.Min(known, number);

    private int PathOf(string text)
    {
        if (!_pathNumbers.TryGetValue(text, out int path))
        {
            path = _pathTexts.Count;
            _pathNumbers.Add(text, path);
            _pathTexts.Add(text);
        }

        return path;
    }

    private string JoinPayload(CatalogProduct row)
    {
        StringBuilder text = new();
        for (int i = 0; i < PayloadColumns.Count; i++)
        {
            text.Append((i < row.Payload.Count ? row.Payload[i] : string.Empty).Replace('\0', ' ')).Append('\0');
        }

        return text.ToString();
    }

    private void HashRow(CatalogProduct row)
    {
        long firstSeen = row.FirstSeen?.ToUnixTimeMilliseconds() ?? long.MinValue;
        Span<long> numbers = [row.Price ?? long.MinValue, row.InStock ? 1 : 0, firstSeen, row.Payload.Count];
        _hash.Append(MemoryMarshal.AsBytes(numbers));
        HashText(row.Id);
        HashText(row.Category);
        if (row.GroupId is not null)
        {
            HashText(row.GroupId);
        }

        foreach (string value in row.Payload)
        {
            HashText(value);
        }

        foreach (string value in row.Facets)
        {
            HashText(value);
        }

        // A catalogue without numbers has the hash that it had before there were any.
        foreach (IReadOnlyList<double>? own in row.Numbers)
        {
            double[] column = [own?.Count ?? 0, .. own ?? []];
            _hash.Append(MemoryMarshal.AsBytes<double>(column));
        }
    }

    private void HashText(string text)
    {
        _hash.Append(Encoding.UTF8.GetBytes(text));
        _hash.Append([0]);
    }

    private void PlaceCategories()
    {
        string[][] parts = _pathTexts.ConvertAll(text => text.Split('|')).ToArray();
        Tree = CategoryTree.Build(parts.SelectMany(part => part));
        int[] primary = Array.ConvertAll(parts, part => Tree.NumberOf(part[0]));
        Primary = Array.ConvertAll(_paths, path => primary[path]);
        int[][] further = Array.ConvertAll(parts, part => Array.ConvertAll(part[1..], Tree.NumberOf));
        for (int product = 0; product < _paths.Length; product++)
        {
            foreach (int category in further[_paths[product]])
            {
                // The root holds every product anyway.
                if (category != 0)
                {
                    Further.Add((category, product));
                }
            }
        }
    }
}
