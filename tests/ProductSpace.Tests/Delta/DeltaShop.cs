using System.Collections.Immutable;
using ProductSpace.Delta;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Delta;

/// <summary>
/// The plainest possible shop that changes: a dictionary of products, vectors in float, and a scan of all of them. What an
/// index with a delta answers must be what this one does.
/// </summary>
internal sealed class DeltaShop
{
    public const int NewIds = 12;

    private static readonly string[] s_paths = ["", "dept0", "dept1/group1/leaf1", "dept0/group0/leaf0|sale", "sale", "dept1/unheard/of", "brand-new/thing", "dept2/group2|dept0/group3"];
    private static readonly string[] s_brands = ["brand-0", "brand-1", "brand-3", "nova", "brand-0|brand-2", "", "zenith|aurora"];

    private static readonly string[] s_columns = ["rating", "size", "weight"];

    private readonly TestShop _base;
    private readonly Dictionary<string, Product> _products = [];
    private readonly Dictionary<string, Product> _before;

    public DeltaShop(TestShop shop)
    {
        _base = shop;
        Dictionary<string, CatalogProduct> rows = shop.Catalog.ToDictionary(row => row.Id);
        for (int i = 0; i < shop.Count; i++)
        {
            CatalogProduct? row = rows.GetValueOrDefault(shop.Ids[i]);
            _products.Add(shop.Ids[i], new Product
            {
                Id = shop.Ids[i],
                Vector = RowOf(shop.Vector(i), shop.Similarity),
                Next = shop.NextVectors.Length > 0 ? RowOf(shop.NextVectors.AsSpan(i * shop.Dimension, shop.Dimension), shop.NextSimilarity) : null,
                Paths = (row?.Category ?? string.Empty).Split('|'),
                Brands = row is null || row.Facets.Count == 0 ? [] : Split(row.Facets[0]),
                Price = row?.Price,
                InStock = row?.InStock ?? true,
                FirstSeen = row?.FirstSeen?.ToUnixTimeMilliseconds(),
                Numbers = NumbersOf(row),
            });
        }

        _before = new Dictionary<string, Product>(_products);
    }

    private DeltaShop(DeltaShop other)
    {
        _base = other._base;
        _before = other._before;
        _products = new Dictionary<string, Product>(other._products);
    }

    /// <summary>The shop as it is now.</summary>
    public DeltaShop Clone() => new(this);

    public IReadOnlyDictionary<string, Product> Products => _products;

    /// <summary>A product before the first write; null where it was not there.</summary>
    public Product? BaseOf(string id) => _before.GetValueOrDefault(id);

    /// <summary>Ids that there can be.</summary>
    public uint Ids => (uint)(_base.Count + NewIds);

    public string IdOf(uint number) => (number % (uint)(_base.Count + NewIds)) is uint place && place < _base.Count ? _base.Ids[place] : $"new-{place - _base.Count}";

    /// <summary>A write that a number stands for; an upsert, a change or a removal.</summary>
    public DeltaRecord Write(ulong number)
    {
        SeededRandom random = new(number);
        DeltaKind kind = random.NextInt(10) switch { < 5 => DeltaKind.Upsert, < 8 => DeltaKind.Set, _ => DeltaKind.Remove };
        string id = IdOf((uint)random.NextInt(random.NextInt(3) == 0 ? int.MaxValue : 1) + (random.NextInt(2) == 0 ? (uint)_base.Count : 0) + (uint)random.NextInt(NewIds));
        if (kind == DeltaKind.Remove)
        {
            return new DeltaRecord { Kind = kind, Id = id };
        }

        DeltaRecord record = new()
        {
            Kind = kind,
            Id = id,
            Category = random.NextInt(2) == 0 ? s_paths[random.NextInt(s_paths.Length)] : null,
            Price = random.NextInt(3) switch { 0 => null, 1 => random.NextInt(10_000), _ => random.NextInt(6) == 0 ? DeltaRecord.Unknown : 500 },
            InStock = random.NextInt(3) switch { 0 => null, 1 => true, _ => false },
            FirstSeen = random.NextInt(3) == 0 ? 1_700_000_000_000L + random.NextInt(100_000) : null,
            Facets = random.NextInt(2) == 0 ? [] : [new("brand", s_brands[random.NextInt(s_brands.Length)])],
            Payload = random.NextInt(4) == 0 ? [new("name", $"name {number}")] : [],
            Vector = kind == DeltaKind.Upsert ? VectorOf(ref random) : null,
            NextVector = kind == DeltaKind.Upsert && _base.NextVectors.Length > 0 && random.NextInt(3) > 0 ? VectorOf(ref random) : null,
        };
        string[] series = ["s1", "s2|s1", "", "s3"];
        List<KeyValuePair<string, IReadOnlyList<double>>> numbers = [];
        foreach (string column in s_columns)
        {
            if (random.NextInt(3) == 0)
            {
                numbers.Add(new(column, [.. Enumerable.Repeat(0, random.NextInt(4)).Select(_ => 1 + (random.NextInt(90) / 2.0))]));
            }
        }

        return record with
        {
            Facets = random.NextInt(3) == 0 ? [.. record.Facets, new("series", series[random.NextInt(series.Length)])] : record.Facets,
            Numbers = numbers,
        };
    }

    public float[] VectorOf(ref SeededRandom random)
    {
        float[] vector = new float[_base.Dimension];
        ReadOnlySpan<float> near = _base.Vector(random.NextInt(_base.Count));
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = near[i] + (0.7f * TestShop.Normal(ref random));
        }

        if (_base.Similarity == Similarity.Dot && random.NextInt(6) == 0)
        {
            // Often longer than any vector of the base.
            Array.ForEach(Enumerable.Range(0, vector.Length).ToArray(), i => vector[i] *= 20);
        }

        return vector;
    }

    /// <summary>Applies a write; false where there is no such product.</summary>
    public bool Apply(DeltaRecord record)
    {
        bool known = _products.TryGetValue(record.Id, out Product? before);
        switch (record.Kind)
        {
            case DeltaKind.Remove:
                return _products.Remove(record.Id);
            case DeltaKind.Set when !known:
                return false;
            default:
                before ??= new Product { Id = record.Id, Vector = [], Paths = [""], Brands = [], InStock = true };
                _products[record.Id] = before with
                {
                    Vector = record.Kind == DeltaKind.Upsert ? RowOf(record.Vector, _base.Similarity) : before.Vector,
                    Next = record.Kind == DeltaKind.Upsert ? record.NextVector is null ? null : RowOf(record.NextVector, _base.NextSimilarity) : before.Next,
                    Paths = record.Category?.Split('|') ?? before.Paths,
                    Price = record.Price is long price ? price == DeltaRecord.Unknown ? null : price : before.Price,
                    InStock = record.InStock ?? before.InStock,
                    FirstSeen = record.FirstSeen ?? before.FirstSeen,
                    Brands = Said(record, "brand") ?? before.Brands,
                    Series = Said(record, "series") ?? before.Series,
                    Numbers = record.Numbers.Aggregate(before.Numbers, (all, column) => all.SetItem(column.Key, [.. column.Value.Distinct().Order()])),
                };
                return true;
        }
    }

    /// <summary>By how much a similarity of the exact form may be off in these shops.</summary>
    public double ToleranceOf(ReadOnlySpan<float> query, Space space)
    {
        if (SimilarityIn(space) == Similarity.Cosine)
        {
            return 5e-4;
        }

        double[] asked = RowOf(query, Similarity.Dot);
        double longest = _products.Values.Select(product => space == Space.Similar ? product.Vector : product.Next).Max(row => row is null ? 0 : Dot(row, row));
        return 1e-6 * Math.Sqrt(Dot(asked, asked) * longest);
    }

    /// <summary>The right answer: products that match, the most similar first.</summary>
    public List<(double Similarity, Product Product)> Answer(ReadOnlySpan<float> query, Space space, Func<Product, bool> matches)
    {
        double[] asked = RowOf(query, SimilarityIn(space));
        List<(double Similarity, Product Product)> all = [];
        foreach (Product product in _products.Values)
        {
            if ((space == Space.Similar ? product.Vector : product.Next) is double[] vector && matches(product))
            {
                all.Add((Dot(asked, vector), product));
            }
        }

        all.Sort((a, b) => b.Similarity.CompareTo(a.Similarity));
        return all;
    }

    /// <summary>A filter that a number stands for, in both forms; null for none.</summary>
    public (Action<ProductFilterBuilder>? Describe, Func<Product, bool> Matches) Filter(uint number)
    {
        string some = _base.Ids[number % _base.Count];
        return (number % 24) switch
        {
            0 or 1 => (null, _ => true),
            2 => (f => f.InStock(), p => p.InStock),
            3 => (f => f.PriceBetween(400, 600), p => p.Price is >= 400 and <= 600),
            4 => (f => f.InCategory("dept0"), p => IsUnder(p, "dept0")),
            5 => (f => f.NotInCategory("sale").InStock(), p => !IsUnder(p, "sale") && p.InStock),
            6 => (f => f.Facet("brand", "brand-0", "brand-2"), p => p.Brands.Contains("brand-0") || p.Brands.Contains("brand-2")),
            7 => (f => f.FacetNone("brand", "brand-0").PriceBetween(0, 5_000), p => !p.Brands.Contains("brand-0") && p.Price is >= 0 and <= 5_000),
            8 => (f => f.AnyOf(g => g.InCategory("dept1/group1"), g => g.Not(h => h.InStock())), p => IsUnder(p, "dept1/group1") || !p.InStock),
            9 => (f => f.Products([some, .. _base.Ids.Take(5)]), p => p.Id == some || _base.Ids.Take(5).Contains(p.Id)),
            10 => (f => f.Products([some, "new-3", "new-5", "nobody"]), p => p.Id == some || p.Id is "new-3" or "new-5"),
            11 => (f => f.Facet("brand", "nova"), p => p.Brands.Contains("nova")),
            12 => (f => f.InCategory("brand-new", "dept1/unheard"), p => IsUnder(p, "brand-new") || IsUnder(p, "dept1/unheard")),
            13 => (f => f.NotInCategory("dept1/unheard/of").FacetNone("brand", "zenith", "brand-1").Not(g => g.Products("new-1")), p => !IsUnder(p, "dept1/unheard/of") && !p.Brands.Contains("zenith") && !p.Brands.Contains("brand-1") && p.Id != "new-1"),
            14 => (f => f.AnyOf(g => g.InCategory("brand-new/thing"), g => g.FacetAll("brand", "aurora", "zenith")).InStock(), p => (IsUnder(p, "brand-new/thing") || (p.Brands.Contains("aurora") && p.Brands.Contains("zenith"))) && p.InStock),
            16 => (f => f.Between("rating", 2, 4), p => p.Has("rating", 2, 4)),
            17 => (f => f.AtLeast("size", 40).HasNumber("rating"), p => p.Has("size", 40) && p.Has("rating")),
            18 => (f => f.Not(g => g.Between("size", 36, 40)), p => !p.Has("size", 36, 40)),
            19 => (f => f.Between("weight", 0, 20), p => p.Has("weight", 0, 20)),
            20 => (f => f.Facet("series", "s1", "s3"), p => p.Series.Contains("s1") || p.Series.Contains("s3")),
            21 => (f => f.FacetNone("series", "s1").AtMost("rating", 3), p => !p.Series.Contains("s1") && p.Has("rating", most: 3)),
            22 => (f => f.AnyOf(g => g.AtMost("weight", 10), g => g.Between("size", 36, 37).Between("size", 40, 41)), p => p.Has("weight", most: 10) || (p.Has("size", 36, 37) && p.Has("size", 40, 41))),
            _ => (f => f.FirstSeenAfter(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000)).Not(g => g.PriceBetween(0, 300)), p => p.FirstSeen >= 1_700_000_000_000 && p.Price is not (>= 0 and <= 300)),
        };
    }

    /// <summary>The group of a product, as caps see it; null where it has none.</summary>
    public static string? GroupOf(Product product, int level)
    {
        if (level == 0)
        {
            return product.Brands.Length == 0 ? null : product.Brands.OrderBy(brand => brand, StringComparer.Ordinal).First();
        }

        string path = product.Paths[0];
        return path.Length == 0 ? null : string.Join('/', path.Split('/').Take(level));
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static string[]? Said(DeltaRecord record, string facet) =>
        record.Facets.Any(said => said.Key == facet) ? Split(record.Facets.Last(said => said.Key == facet).Value) : null;

    private static ImmutableDictionary<string, double[]> NumbersOf(CatalogProduct? row)
    {
        ImmutableDictionary<string, double[]> numbers = ImmutableDictionary<string, double[]>.Empty;
        for (int column = 0; column < row?.Numbers.Count; column++)
        {
            numbers = numbers.SetItem(TestShop.NumberNames[column], [.. row.Numbers[column].Distinct().Order()]);
        }

        return numbers;
    }

    private Similarity SimilarityIn(Space space) => space == Space.Similar ? _base.Similarity : _base.NextSimilarity;

    private static double[] RowOf(ReadOnlySpan<float> vector, Similarity similarity)
    {
        double[] row = Unit(vector);
        if (similarity == Similarity.Dot)
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = vector[i];
            }
        }

        return row;
    }

    public static double[] Unit(ReadOnlySpan<float> vector)
    {
        double[] unit = new double[vector.Length];
        UnitVector.Normalise(vector, unit);
        return unit;
    }

    private static bool IsUnder(Product product, string path) =>
        product.Paths.Any(own => own == path || own.StartsWith(path + "/", StringComparison.Ordinal));

    public static string[] Split(string values) => values.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal sealed record Product
    {
        public required string Id { get; init; }

        public required double[] Vector { get; init; }

        public double[]? Next { get; init; }

        public required string[] Paths { get; init; }

        public required string[] Brands { get; init; }

        public long? Price { get; init; }

        public bool InStock { get; init; }

        public long? FirstSeen { get; init; }

        /// <summary>Values of a facet that the base does not have.</summary>
        public string[] Series { get; init; } = [];

        /// <summary>Numbers by column, one of them a column that the base does not have.</summary>
        public ImmutableDictionary<string, double[]> Numbers { get; init; } = ImmutableDictionary<string, double[]>.Empty;

        public bool Has(string column, double least = double.NegativeInfinity, double most = double.PositiveInfinity) =>
            Numbers.GetValueOrDefault(column, []).Any(number => number >= least && number <= most);
    }
}
