using ProductSpace.Numerics;

namespace ProductSpace.Tests.Filtering;

/// <summary>
/// A small random shop as the catalogue says it, and its snapshot: categories up to four deep with further paths, facets
/// with none, one or several values, number columns likewise, few prices, times and numbers so that borders are met,
/// products without a row.
/// </summary>
internal sealed class FilterShop : IDisposable
{
    private const int Unknown = 1000;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _paths = [string.Empty];
    private readonly string[] _facets;
    private readonly string[] _numbers;
    private readonly List<string>[] _values;
    private readonly int[] _ordinals;

    public FilterShop(ulong seed, int products)
    {
        SeededRandom random = new(seed);
        _facets = [.. new[] { "brand", "colour", "season" }.Take(random.NextInt(4))];
        _numbers = [.. new[] { "rating", "size" }.Take(random.NextInt(3))];
        _values = Array.ConvertAll(_facets, _ => new List<string>());
        float[] vectors = new float[2 * products];
        List<CatalogProduct> rows = [];
        Rows = new Row[products];
        int breadth = 1 + random.NextInt(4);
        for (int product = 0; product < products; product++)
        {
            vectors[2 * product] = TestShop.Normal(ref random) + 3;
            vectors[(2 * product) + 1] = TestShop.Normal(ref random);
            CatalogProduct row = MakeRow(product, breadth, ref random);
            bool hasRow = random.NextInt(10) != 0;
            if (hasRow)
            {
                rows.Add(row);
            }

            Rows[product] = new Row(product, hasRow ? row : new CatalogProduct { Id = Id(product) }, _facets, _numbers);
        }

        float[] next = [.. vectors.Reverse()];
        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 8, Threads = 1 })
            .UseVectors(vectors, 2).UseIds(Enumerable.Range(0, products).Select(Id)).UseCatalog(rows, facets: _facets, numbers: _numbers);
        if (seed % 2 == 0)
        {
            builder.UseNextVectors(next, 2);
        }

        builder.Build(_folder.File("shop.psx"));
        Index = ProductIndex.Open(_folder.File("shop.psx"), OpenMode.Verify);
        _ordinals = new int[products];
        for (int product = 0; product < products; product++)
        {
            Assert.True(Index.TryGetOrdinal(Id(product), out _ordinals[product]));
        }
    }

    public ProductIndex Index { get; }

    public Row[] Rows { get; }

    public static string Id(int product) => $"p{product}";

    public static long Price(int step) => step * 100;

    /// <summary>A number on both sides of zero, zero with either sign among them; infinite at the ends.</summary>
    public static double Number(int step) => step switch
    {
        0 => double.NegativeInfinity,
        6 => -0.0,
        12 => double.PositiveInfinity,
        _ => (step - 6) * 0.5,
    };

    public static DateTimeOffset Time(int step) => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + (step * 1000L));

    public int OrdinalOf(int product) => _ordinals[product];

    /// <summary>A path of the shop, or one that it does not know.</summary>
    public string Path(int name) => name == Unknown ? "no/such/path" : _paths[name % _paths.Count];

    /// <summary>A facet of the shop, or one that it does not know.</summary>
    public string FacetName(int number) => number < _facets.Length ? _facets[number] : "no-such-facet";

    /// <summary>A number column of the shop, or one that it does not know.</summary>
    public string NumberName(int number) => number < _numbers.Length ? _numbers[number] : "no-such-column";

    public string Value(int facet, int name) =>
        facet >= _facets.Length || name == Unknown || _values[facet].Count == 0 ? "no-such-value" : _values[facet][name % _values[facet].Count];

    /// <summary>Some products, from numbers.</summary>
    public int[] Listed(int[] names) => Rows.Length == 0 ? [] : [.. names.SelectMany(name => Enumerable.Range(0, 1 + (name % 60)).Select(i => (name + i) % Rows.Length))];

    public ulong[] Bits(int[] ordinals)
    {
        ulong[] bits = new ulong[(Rows.Length + 63) / 64];
        Array.ForEach(ordinals, ordinal => bits[ordinal >> 6] |= 1UL << (ordinal & 63));
        return bits;
    }

    public bool IsUnder(Row row, string path) =>
        path.Length == 0 || row.Paths.Any(own => own == path || own.StartsWith(path + "/", StringComparison.Ordinal));

    public void Dispose()
    {
        Index.Dispose();
        _folder.Dispose();
    }

    private CatalogProduct MakeRow(int product, int breadth, ref SeededRandom random)
    {
        string[] facets = new string[_facets.Length];
        for (int facet = 0; facet < facets.Length; facet++)
        {
            HashSet<string> own = [];
            for (int i = random.NextInt(4); i > 0; i--)
            {
                string value = $"value {random.NextInt(1 + random.NextInt(20))}";
                own.Add(value);
                if (!_values[facet].Contains(value))
                {
                    _values[facet].Add(value);
                }
            }

            facets[facet] = string.Join('|', own);
        }

        double[][] numbers = new double[_numbers.Length][];
        for (int column = 0; column < numbers.Length; column++)
        {
            numbers[column] = new double[random.NextInt(1 + random.NextInt(4))];
            for (int i = 0; i < numbers[column].Length; i++)
            {
                numbers[column][i] = Number(1 + random.NextInt(11));
            }
        }

        string category = MakePath(breadth, ref random);
        for (int i = random.NextInt(3); i > 0; i--)
        {
            category += "|" + MakePath(breadth, ref random);
        }

        return new CatalogProduct
        {
            Id = Id(product),
            Category = category,
            Price = random.NextInt(6) == 0 ? null : Price(random.NextInt(13)),
            InStock = random.NextInt(4) != 0,
            FirstSeen = random.NextInt(6) == 0 ? null : Time(random.NextInt(13)),
            Facets = facets,
            Numbers = numbers,
        };
    }

    private string MakePath(int breadth, ref SeededRandom random)
    {
        List<string> parts = [];
        for (int depth = random.NextInt(5); depth > 0; depth--)
        {
            parts.Add($"c{random.NextInt(breadth)}");
            string path = string.Join('/', parts);
            if (!_paths.Contains(path))
            {
                _paths.Add(path);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>What the catalogue says of a product; names that no row with a vector has are not known to the snapshot.</summary>
    internal sealed class Row(int product, CatalogProduct row, string[] facets, string[] numbers)
    {
        public int Product { get; } = product;

        public string[] Paths { get; } = row.Category.Split('|');

        public long? Price { get; } = row.Price;

        public bool InStock { get; } = row.InStock;

        public DateTimeOffset? FirstSeen { get; } = row.FirstSeen;

        public IEnumerable<double> Numbers(string column)
        {
            int number = Array.IndexOf(numbers, column);
            return number < 0 || number >= row.Numbers.Count ? [] : row.Numbers[number];
        }

        public IEnumerable<string> Values(string facet)
        {
            int number = Array.IndexOf(facets, facet);
            return number < 0 || number >= row.Facets.Count ? [] : row.Facets[number].Split('|', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
