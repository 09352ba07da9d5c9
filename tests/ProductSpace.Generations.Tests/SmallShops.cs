namespace ProductSpace.Generations.Tests;

/// <summary>
/// Small snapshots that differ in content and order, made once: shop n's products cost n, and a product has another ordinal
/// in each, so that mixing two of them shows.
/// </summary>
public sealed class SmallShops : IDisposable
{
    public const int Shops = 6;
    public const int Products = 40;
    public const int Dimension = 4;

    private readonly TemporaryFolder _folder = new();

    public SmallShops()
    {
        for (int shop = 0; shop < Shops; shop++)
        {
            Build(shop, _folder.File($"{shop}.psx"));
        }
    }

    public string this[int shop] => _folder.File($"{shop}.psx");

    public static string IdOf(int product) => $"p-{product}";

    /// <summary>The shop that an index holds, read from a product's price.</summary>
    public static int WordOf(ProductIndex index) => index.TryGetOrdinal("p-7", out int ordinal) ? (int)index.GetPrice(ordinal)!.Value : -1;

    public static void Build(int shop, string path, int? price = null)
    {
        float[] vectors = new float[Products * Dimension];
        Random random = new(shop);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = random.NextSingle() - 0.5f;
        }

        string[] ids = [.. Enumerable.Range(0, Products).Select(IdOf)];
        List<CatalogProduct> catalog = [.. ids.Select((id, product) => new CatalogProduct { Id = id, Price = price ?? shop, Category = product % 2 == 0 ? "shoes/boots" : shop == 1 ? "hats" : "shoes/flats" })];
        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 }).UseVectors(vectors, Dimension).UseIds(ids).UseCatalog(catalog).Build(path);
    }

    public void Dispose() => _folder.Dispose();
}
