namespace ProductSpace.Tests.Docs;

/// <summary>The README's sample: what stands between the marks is compared with the README, line by line.</summary>
internal static class ReadmeSample
{
    public static void Run(IEnumerable<CatalogProduct> products, TextWriter Console)
    {
        // sample
        // Once a night: vectors in, one file out.
        new ProductIndexBuilder()
            .UseVectors("vectors.txt")            // or .npy, .fvecs, .safetensors, word2vec .bin
            .UseCatalog(products)                 // id, category path, price, stock, ... of your shop
            .Build("catalog.psx");

        // In the storefront's process: open once, ask from any thread.
        using ProductIndex index = ProductIndex.Open("catalog.psx");
        ProductFilter boots = index.CreateFilter(f => f.InCategory("shoes/boots").NotInCategory("sale").InStock());

        // Per request: what next for a shopper who viewed these? Nothing is allocated.
        Span<Neighbor> hits = stackalloc Neighbor[12];
        SearchResult result = index.SearchSession(["p-17", "p-4711"], hits, new SearchOptions { Filter = boots });
        foreach (Neighbor hit in hits[..result.Count])
        {
            Console.WriteLine($"{index.GetProductId(hit.Ordinal)}  {hit.Similarity:F3}  {index.GetCategory(hit.Ordinal)}");
        }

        // end
    }
}
