namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>Three products with stock, as any night's catalogue may have it; the seed changes the bytes alone.</summary>
internal static class StockShop
{
    public const int Dimension = 4;

    public static void Build(string path, ulong seed, int dimension = Dimension, params (string Id, bool InStock)[] products)
    {
        float[] vectors = new float[products.Length * dimension];
        for (int i = 0; i < products.Length; i++)
        {
            VectorOf(products[i].Id, dimension).CopyTo(vectors.AsSpan(i * dimension));
        }

        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1, Seed = seed })
            .UseVectors(vectors, dimension)
            .UseIds([.. products.Select(product => product.Id)])
            .UseCatalog([.. products.Select(product => new CatalogProduct { Id = product.Id, InStock = product.InStock, Price = 100 })])
            .Build(path);
    }

    public static float[] VectorOf(string id, int dimension = Dimension)
    {
        Random random = new(id[^1]);
        float[] vector = new float[dimension];
        foreach (ref float value in vector.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }

        return vector;
    }

    /// <summary>Ids in stock, by a search.</summary>
    public static string InStock(IndexFollower follower)
    {
        using IndexLease lease = follower.Acquire();
        return InStock(lease.Index);
    }

    public static string InStock(ProductIndex index)
    {
        Neighbor[] hits = new Neighbor[8];
        SearchResult result = index.Search(VectorOf("a", index.Dimension), hits, new SearchOptions { Filter = index.CreateFilter(filter => filter.InStock()) });
        return string.Join(' ', hits[..result.Count].Select(hit => index.GetProductId(hit.Ordinal)).Order(StringComparer.Ordinal));
    }
}
