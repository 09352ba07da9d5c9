namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// A shop of 3,000 products in 30 categories, whose vectors lie around the category's; an item table of random rows; a
/// popularity that most products have.
/// </summary>
internal sealed class RecommendedShop
{
    public const int Products = 3000;
    public const int Dimension = 16;
    private const int Categories = 30;
    private const int Entries = 12;

    public static readonly RecommendedShop Shared = new();

    private RecommendedShop()
    {
        Random random = new(11);
        double[][] centres = [.. Enumerable.Range(0, Categories).Select(_ => Vector(random))];
        float[] similar = new float[Products * Dimension];
        float[] next = new float[Products * Dimension];
        for (int i = 0; i < Products; i++)
        {
            double[] own = Vector(random);
            double[] other = Vector(random);
            for (int j = 0; j < Dimension; j++)
            {
                similar[(i * Dimension) + j] = (float)(centres[i % Categories][j] + (0.5 * own[j]));
                next[(i * Dimension) + j] = (float)(centres[i % Categories][j] + (0.5 * other[j]));
            }
        }

        for (int i = 0; i < Products; i++)
        {
            Rows[i] = i % 10 == 9 ? [] : [.. Enumerable.Range(0, Entries).Select(_ => random.Next(Products)).Distinct().Select(target => (target, (float)random.NextDouble() + .1f))];
        }

        Popularity = [.. Enumerable.Range(0, Products).Select(i => i % 7 == 0 ? 0 : (float)random.Next(1, 1000))];
        Index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { M = 16, EfConstruction = 100, CalibrationDivisor = 8 })
            .UseVectors(similar, Dimension).UseNextVectors(next, Dimension).UseIds(Ids)
            .UseCatalog(Enumerable.Range(0, Products).Select(i => new CatalogProduct
            {
                Id = Ids[i], Category = $"c{i % Categories % 5}/c{i % Categories}", Price = i, InStock = i % 3 != 0,
                FirstSeen = i % 11 == 5 ? null : DateTimeOffset.UnixEpoch.AddHours(500_000 - (i * 7 % 4000)),
            }))
            .UseTable("random", Ids, Entries, ReadRow)
            .UsePopularity(Ids, Popularity, Popularity.Select((_, i) => (float)((i * 13 % 17) - 8) / 4).ToArray())
            .BuildToMemory());
        Ordinals = [.. Ids.Select(id => Index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1)];
    }

    public string[] Ids { get; } = [.. Enumerable.Range(0, Products).Select(i => $"p{i}")];

    public (int Product, float Weight)[][] Rows { get; } = new (int, float)[Products][];

    public float[] Popularity { get; }

    public ProductIndex Index { get; }

    /// <summary>Ordinal of each product.</summary>
    public int[] Ordinals { get; }

    private static double[] Vector(Random random) => [.. Enumerable.Range(0, Dimension).Select(_ => random.NextDouble() + random.NextDouble() - 1)];

    private int ReadRow(int product, Span<int> products, Span<float> weights)
    {
        for (int i = 0; i < Rows[product].Length; i++)
        {
            (products[i], weights[i]) = Rows[product][i];
        }

        return Rows[product].Length;
    }
}
