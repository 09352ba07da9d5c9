using System.Globalization;
using System.Text.Json.Serialization;

namespace ProductSpace.Cli.Comparing;

/// <summary>
/// What changed about products that are in two snapshots: categories, price, stock, first seen, payload such as the
/// name, facets, numbers. A product is counted once for each kind of change; columns and facets that only one snapshot
/// has are a change of the settings, not of every product.
/// </summary>
internal sealed class ProductChanges
{
    private readonly ProductIndex _before;
    private readonly ProductIndex _after;
    private readonly FurtherCategories _oldCategories;
    private readonly FurtherCategories _newCategories;
    private readonly Dictionary<string, ProductList> _payload = [];
    private readonly Dictionary<string, ProductList> _facets = [];
    private readonly Dictionary<string, ProductList> _numbers = [];

    /// <summary>Numbers of the product that is compared; one has at most 64 in a column.</summary>
    private readonly double[] _oldNumbers = new double[64];
    private readonly double[] _newNumbers = new double[64];

    public ProductChanges(ProductIndex before, ProductIndex after)
    {
        (_before, _after) = (before, after);
        _oldCategories = new FurtherCategories(before);
        _newCategories = new FurtherCategories(after);
        foreach (string column in before.Info.PayloadColumns.Intersect(after.Info.PayloadColumns))
        {
            _payload[column] = new ProductList();
        }

        foreach (string column in before.Info.NumberColumns.Intersect(after.Info.NumberColumns))
        {
            _numbers[column] = new ProductList();
        }
    }

    /// <summary>Products with another primary category path; stands beside the changes in JSON.</summary>
    [JsonIgnore]
    public ProductList Moved { get; } = new();

    /// <summary>Products with other categories beside the primary one.</summary>
    public ProductList FurtherCategories { get; } = new();

    public ProductList Prices { get; } = new();

    public ProductList Stock { get; } = new();

    public ProductList FirstSeen { get; } = new();

    /// <summary>Changed values by payload column that both snapshots have.</summary>
    public IReadOnlyDictionary<string, ProductList> Payload => _payload;

    /// <summary>Changed values by facet that both snapshots have.</summary>
    public IReadOnlyDictionary<string, ProductList> Facets => _facets;

    /// <summary>Changed numbers by number column that both snapshots have.</summary>
    public IReadOnlyDictionary<string, ProductList> Numbers => _numbers;

    /// <summary>Compares all but the facets of a product, which has an ordinal in each snapshot.</summary>
    public void Add(string id, int before, int after)
    {
        Moved.AddChange(id, _before.GetCategory(before), _after.GetCategory(after));
        if (!_oldCategories.IsSame(before, _newCategories, after))
        {
            FurtherCategories.AddChange(id, () => (_oldCategories.Of(before), _newCategories.Of(after)));
        }

        AddChange(Prices, id, _before.GetPrice(before), _after.GetPrice(after), Price);
        AddChange(Stock, id, _before.IsInStock(before), _after.IsInStock(after), InStock);
        AddChange(FirstSeen, id, _before.GetFirstSeen(before), _after.GetFirstSeen(after), Time);
        foreach ((string column, ProductList products) in _payload)
        {
            products.AddChange(id, _before.GetPayload(before, column), _after.GetPayload(after, column));
        }

        foreach ((string column, ProductList products) in _numbers)
        {
            int count = _before.GetNumbers(before, column, _oldNumbers);
            int countNow = _after.GetNumbers(after, column, _newNumbers);
            if (!_oldNumbers.AsSpan(0, count).SequenceEqual(_newNumbers.AsSpan(0, countNow)))
            {
                products.AddChange(id, () => (Text(_oldNumbers[..count]), Text(_newNumbers[..countNow])));
            }
        }
    }

    /// <summary>Compares the facets of all products that are in both snapshots.</summary>
    public void AddFacets(IReadOnlyList<(int Before, int After)> common, CancellationToken cancellationToken)
    {
        foreach (string facet in _before.Info.Facets.Intersect(_after.Info.Facets))
        {
            ulong[] old = FacetDigests.Of(_before, facet, cancellationToken);
            ulong[] now = FacetDigests.Of(_after, facet, cancellationToken);
            ProductList products = new();
            _facets[facet] = products;
            foreach ((int before, int after) in common)
            {
                if (old[before] != now[after])
                {
                    products.AddChange(
                        _before.GetProductId(before),
                        () => (Values(_before, before, facet), Values(_after, after, facet)));
                }
            }
        }
    }

    /// <summary>Adds a product whose value is another one; only then are the values written as text.</summary>
    private static void AddChange<T>(ProductList products, string id, T before, T after, Func<T, string> text)
    {
        if (!EqualityComparer<T>.Default.Equals(before, after))
        {
            products.AddChange(id, () => (text(before), text(after)));
        }
    }

    private static string Price(long? minorUnits) =>
        minorUnits is long price ? (price / 100m).ToString("0.00", CultureInfo.InvariantCulture) : "unknown";

    private static string Text(double[] numbers) => numbers.Length == 0
        ? "unknown"
        : string.Join('|', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static string InStock(bool inStock) => inStock ? "in stock" : "sold out";

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFK", CultureInfo.InvariantCulture) ?? "unknown";

    private static string Values(ProductIndex index, int ordinal, string facet) =>
        string.Join('|', index.GetFacetValues(ordinal, facet));
}
