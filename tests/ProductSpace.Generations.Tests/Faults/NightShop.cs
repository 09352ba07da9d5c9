namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// A shop as it is on a night: a tenth of the products is gone or new each night, all prices say the night, some nights are
/// sale nights, and some products are sold out. What an answer should be can be told from a product's id and the night alone.
/// </summary>
internal static class NightShop
{
    private const int Products = 60;
    private const int Dimension = 4;

    /// <summary>Prices name the night; on sale nights they are one less.</summary>
    public static long PriceOf(int night, int product) => (night * 1000L) + (product % 100 * 2) + (IsSale(night) ? 0 : 1);

    public static bool IsSoldOut(int night, int product) => (product + night) % 7 == 0;

    public static bool Has(int night, int product) => product >= night * 6 && product < (night * 6) + Products;

    public static bool IsSale(int night) => night % 5 == 0;

    public static int ProductOf(string id) => int.Parse(id[2..], System.Globalization.CultureInfo.InvariantCulture);

    public static void Build(int night, string path)
    {
        int[] products = [.. Enumerable.Range(night * 6, Products)];
        float[] vectors = new float[Products * Dimension];
        for (int i = 0; i < Products; i++)
        {
            // A product keeps its vector.
            Random random = new(products[i]);
            for (int j = 0; j < Dimension; j++)
            {
                vectors[(i * Dimension) + j] = random.NextSingle() - 0.5f;
            }
        }

        string[] ids = [.. products.Select(product => $"p-{product}")];
        List<CatalogProduct> catalog = [.. products.Select(product => new CatalogProduct { Id = $"p-{product}", Price = PriceOf(night, product), InStock = !IsSoldOut(night, product), Category = product % 2 == 0 ? "shoes/boots" : "shoes/flats" })];
        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 }).UseVectors(vectors, Dimension).UseIds(ids).UseCatalog(catalog).Build(path);
    }
}
