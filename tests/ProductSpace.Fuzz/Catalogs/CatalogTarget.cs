using System.Text;
using ProductSpace.Cli.Catalog;
using ProductSpace.Numerics;
using ProductSpace.Fuzz.Embeddings;
using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Fuzz.Catalogs;

/// <summary>
/// Catalogues: refused by a <see cref="BuildInputException"/> of one line that names the file, or rows whose every product has
/// an id, a price within the possible and as many cells as there are columns; twice the same.
/// </summary>
internal class CatalogTarget : FileTarget
{
    private const string Path = "shop.csv";
    private const int MostRowsOfByte = 1100;

    private static readonly string[] s_words =
    [
        "product_id", "product_id,", "category", "price", "in_stock", "first_seen", "\"a\nb\"", "\"open", "a,b,c,d,e,f,g,h\n", ",,,,,,,,,,", "1,299.00", "19.99", "yes", "perhaps", "TRUE",
        "2024-03-05", "2024-13-45", "1700000000000", "-99999999999999", "9999-12-31T23:59:59.9999999+14:00", "0001-01-01T00:00:00-14:00", "women/dresses|sale", "/", "//", "|", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
        "79228162514264337593543950336", "1000000000001", "-1000000000000", "=cmd|'/c calc'!A1",
    ];

    private static readonly string[] s_seeds =
    [
        "product_id,category,name,price,in_stock,first_seen,colour\na,women/dresses|sale,\"Dress, \"\"blue\"\"\nand long\",19.99,1,2024-03-05,blue\r\nb,,,,no,1700000000000,\n",
        "product_id\na\nb\nc\n",
        "\uFEFFproduct_id,brand,price\r\n1,acme|zeta,5\r\n2,,7.5\r\n3,acme,\r\n",
        "name,product_id\n\"x\",p1\n\"y\",p2",
        "{\"product_id\":\"a\",\"category\":[\"x/y\",\"z\"],\"price\":{\"amount\":1.5},\"name\":\"\\u00e9\\\"\",\"colour\":null}\n{\"product_id\":7,\"price\":3,\"in_stock\":true}\n",
    ];

    private static readonly (ColumnNames Columns, FacetNames Facets)[] s_names =
    [
        (ColumnNames.Parse(["product_id=name", "price=price"]), FacetNames.None),
        (ColumnNames.None, FacetNames.Parse(["colour"], ";")),
        (ColumnNames.None, FacetNames.Parse(["brand", "id=product_id"], "|")),
        (ColumnNames.None, FacetNames.None),
    ];

    private readonly byte[][] _seeds = Array.ConvertAll(s_seeds, Encoding.UTF8.GetBytes);
    private readonly byte[][] _packed = Array.ConvertAll(s_seeds, seed => Forms.Gzip(Encoding.UTF8.GetBytes(seed)));
    private readonly EditedBytes _file = new();
    private readonly ByteMutants _mutants = new(s_words);

    public override long MostAllocatedBytes => 4 << 20;

    public override IEnumerable<byte[]> Intact => _seeds;

    protected override int Ways => s_names.Length;

    /// <summary>Reads a catalogue; the tests of the harness put a broken reader here.</summary>
    protected virtual IEnumerable<CatalogProduct> Read(byte[] bytes, ColumnNames names, FacetNames facets, out int payloadColumns, out int facetColumns)
    {
        CatalogReader reader = CatalogReader.Open(Path, () => new MemoryStream(bytes, writable: false), names, facets);
        (payloadColumns, facetColumns) = (reader.PayloadColumns.Count, reader.Facets.Count);
        return reader.Read();
    }

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random)
    {
        int seed = random.NextInt(_seeds.Length);
        switch (random.NextInt(16))
        {
            case 0 when random.NextInt(EmbeddingSeed.PackedOf) == 0:
                return Forms.Gzip(_mutants.Mutate(_seeds[seed], ref random).ToArray());
            case 0:
                StoredGzip.Write(_mutants.Mutate(_seeds[seed], ref random), _file);
                return _file.Span;
            case 1:
                return _mutants.Mutate(_packed[seed], ref random);
            default:
                return _mutants.Mutate(_seeds[seed], ref random);
        }
    }

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        (ColumnNames columns, FacetNames facets) = s_names[way];
        byte[] file = bytes.ToArray();
        try
        {
            long first = Check(file, columns, facets);
            return first == Check(file, columns, facets) ? Verdict.Answered : throw new HostileFinding("the catalogue is another when it is read again");
        }
        catch (BuildInputException refusal)
        {
            return CheckRefusal(refusal, Path);
        }
    }

    /// <summary>A hash of all rows.</summary>
    private long Check(byte[] bytes, ColumnNames columns, FacetNames facets)
    {
        HashCode hash = default;
        int rows = 0;
        foreach (CatalogProduct row in Read(bytes, columns, facets, out int payload, out int facetColumns))
        {
            rows++;
            bool good = row.Id.Length > 0 && row.Payload.Count == payload && row.Facets.Count == facetColumns && row.Price is null or (>= -100_000_000_000_000 and <= 100_000_000_000_000);
            if (!good || rows > (long)MostRowsOfByte * bytes.Length)
            {
                throw new HostileFinding($"row {rows} is no product: \"{row.Id}\", {row.Payload.Count} of {payload} cells, {row.Facets.Count} of {facetColumns} facets, price {row.Price}");
            }

            hash.Add(row.Id, StringComparer.Ordinal);
            hash.Add(row.Category, StringComparer.Ordinal);
            hash.Add(row.Price);
            hash.Add(row.InStock);
            hash.Add(row.FirstSeen);
            foreach (string cell in row.Payload)
            {
                hash.Add(cell, StringComparer.Ordinal);
            }
        }

        return ((long)rows << 32) | (uint)hash.ToHashCode();
    }
}
