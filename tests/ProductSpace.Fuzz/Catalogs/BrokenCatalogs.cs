using ProductSpace.Cli.Catalog;

namespace ProductSpace.Fuzz.Catalogs;

/// <summary>Broken readers of catalogues that the harness has to find.</summary>
internal static class BrokenCatalogs
{
    public static readonly string[] Names = ["nameless", "price", "exception", "unstable"];

    public static CatalogTarget Find(string name)
    {
        int reads = 0;
        return name switch
        {
            "" => new CatalogTarget(),
            "nameless" => new Spoiled(row => row with { Id = string.Empty }),
            "price" => new Spoiled(row => row with { Price = long.MaxValue }),
            "exception" => new Spoiled(row => row.Price is null ? row : throw new FormatException("no number")),
            "unstable" => new Spoiled(row => row with { Category = $"{reads++}" }),
            _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", Names)}"),
        };
    }

    private sealed class Spoiled(Func<CatalogProduct, CatalogProduct> spoil) : CatalogTarget
    {
        protected override IEnumerable<CatalogProduct> Read(byte[] bytes, ColumnNames names, FacetNames facets, out int payloadColumns, out int facetColumns) =>
            base.Read(bytes, names, facets, out payloadColumns, out facetColumns).Select(spoil);
    }
}
