namespace ProductSpace.Fuzz.Snapshots;

/// <summary>The sound files that mutants are made of.</summary>
internal static class IntactSnapshots
{
    /// <summary>All golden files of a folder, in the order of their names.</summary>
    public static byte[][] Golden(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*.psx");
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0 ? Array.ConvertAll(files, File.ReadAllBytes) : throw new FileNotFoundException($"{folder}: no snapshots");
    }

    /// <summary>
    /// Shops of one product and of a few, where most loops run once or not at all, and of some more than a word of 64 bits
    /// holds, of rows of two lines, of exact rows behind their codes, and of vectors that differ little: every strategy, and every section that a build writes but
    /// those of a third upper layer.
    /// </summary>
    public static byte[][] Tiny() => s_tiny.Value;

    /// <summary>A shop with a category for each product: more cells than a search compares at once, in as many groups.</summary>
    public static byte[][] ManyCells() => s_manyCells.Value;

    private static readonly Lazy<byte[][]> s_manyCells = new(() =>
    [
        Build(2_200, 3, withNext: false, IndexStructures.Cells, static shop =>
        {
            for (int product = 0; product < shop.Catalog.Count; product++)
            {
                shop.Catalog[product] = new CatalogProduct { Id = shop.Catalog[product].Id, Category = $"c{product:D4}", Price = 1 + (product % 4000), InStock = true, FirstSeen = shop.Catalog[product].FirstSeen, Payload = ["name"], Facets = shop.Catalog[product].Facets, Numbers = shop.Catalog[product].Numbers };
            }
        }),
    ]);

    private static readonly Lazy<byte[][]> s_tiny = new(() =>
    [
        Build(1, 3, withNext: false, IndexStructures.Both), Build(2, 1, withNext: true, IndexStructures.Cells), Build(33, 5, withNext: true, IndexStructures.Both),
        Build(66, 4, withNext: true, IndexStructures.Both), Build(70, 6, withNext: false, IndexStructures.Both), Build(67, 3, withNext: false, IndexStructures.Graph), Build(65, 9, withNext: false, IndexStructures.Cells),
        Build(40, 66, withNext: false, IndexStructures.Cells), Build(60, 5, withNext: true, IndexStructures.Both, shift: 20),
        Build(48, 100, withNext: true, IndexStructures.Both),
    ]);

    private static byte[] Build(
        int products, int dimension, bool withNext, IndexStructures structures, Action<TestShop>? change = null, float shift = 0)
    {
        string path = Path.GetTempFileName();
        try
        {
            TestShop shop = new(products, dimension, seed: 3, withNext, withFacets: true, withNumbers: true);
            change?.Invoke(shop);
            foreach (float[] vectors in new[] { shop.Vectors, shop.NextVectors })
            {
                for (int i = 0; i < vectors.Length; i++)
                {
                    vectors[i] += shift;
                }
            }

            shop.Builder(new BuildOptions { M = 4, EfConstruction = 20, Structures = structures }).Build(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
