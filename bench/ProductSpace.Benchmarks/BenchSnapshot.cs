using System.Globalization;
using ProductSpace.Cli.Synth;

namespace ProductSpace.Benchmarks;

/// <summary>
/// The snapshot that the benchmarks open: the one named by PRODUCTSPACE_SNAPSHOT, or a synthetic shop of 100,000 products
/// of dimension 100 with a catalogue and facets, built once and kept in the temporary folder.
/// </summary>
internal static class BenchSnapshot
{
    private const int Products = 100_000;

    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("PRODUCTSPACE_SNAPSHOT") is { Length: > 0 } given)
        {
            return given;
        }

        // Named by the engine's build, so that an older one is not measured as the present.
        string folder = Path.Combine(Path.GetTempPath(), $"productspace-benchmarks-{typeof(ProductIndex).Module.ModuleVersionId:N}");
        string path = Path.Combine(folder, "catalog.psx");
        if (!File.Exists(path))
        {
            ShopWriter.Write(new SyntheticShopOptions { Products = Products, Sessions = 0, Facets = true }, folder, null, CancellationToken.None);
            new ProductIndexBuilder()
                .UseVectors(Path.Combine(folder, ShopWriter.VectorsFile))
                .UseIdFile(Path.Combine(folder, ShopWriter.IdsFile))
                .UseCatalog(Catalog(Path.Combine(folder, ShopWriter.ProductsFile)), facets: ["brand", "colour", "season"])
                .Build(path);
        }

        return path;
    }

    /// <summary>The path of the category whose share of the products is nearest to the wanted one.</summary>
    public static string CategoryOfShare(ProductIndex index, double share) =>
        index.GetCategories().Where(category => category.Path.Length > 0).MinBy(category => Math.Abs(Math.Log((category.Products + 0.5) / (share * index.Count)))).Path;

    /// <summary>
    /// Reads what filters need of the synthetic file. Only the name, in the middle, may be quoted and hold commas: the
    /// columns before it are counted from the start, those after it from the end.
    /// </summary>
    private static IEnumerable<CatalogProduct> Catalog(string path)
    {
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] cells = line.Split(',');
            yield return new CatalogProduct
            {
                Id = cells[0],
                Category = cells[1],
                Price = (long)Math.Round(100 * double.Parse(cells[^6], CultureInfo.InvariantCulture)),
                InStock = cells[^5] == "1",
                Facets = cells[^3..],
            };
        }
    }
}
