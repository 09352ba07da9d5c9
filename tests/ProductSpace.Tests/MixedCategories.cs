using ProductSpace.Numerics;

namespace ProductSpace.Tests;

/// <summary>
/// Shops whose categories and vectors agree for a part of the products only: clusters, of each of which some products stand
/// in the cluster's category and the others in any. Cells belong to categories, so that those others lie in cells whose
/// centroids say nothing of them.
/// </summary>
internal static class MixedCategories
{
    private const int Clusters = 200;
    private const float Noise = 0.35f;

    public static readonly ShopRecipe Half = new(30_000, 32)
    {
        Seed = 5, IsCalibrated = true, Build = new BuildOptions { Structures = IndexStructures.Cells }, Change = static shop => Mix(shop, misplaced: 50),
    };

    /// <summary>Of several cache lines a row, for scans by groups.</summary>
    public static readonly ShopRecipe HalfWide = new(20_000, 100)
    {
        Seed = 5, IsCalibrated = true, Build = new BuildOptions { Structures = IndexStructures.Cells }, Change = static shop => Mix(shop, misplaced: 50),
    };

    /// <summary>An eighth: more than the target lets go, and few enough to be overlooked.</summary>
    public static readonly ShopRecipe Eighth = new(30_000, 32)
    {
        Seed = 5, IsCalibrated = true, Build = new BuildOptions { Structures = IndexStructures.Cells }, Change = static shop => Mix(shop, misplaced: 12),
    };

    /// <summary>Prices are at random, from 0 to 9,999: a limit of them is a filter of any width.</summary>
    private static void Mix(TestShop shop, int misplaced)
    {
        SeededRandom random = new(5);
        int dimension = shop.Dimension;
        float[] centres = new float[Clusters * dimension];
        for (int i = 0; i < centres.Length; i++)
        {
            centres[i] = TestShop.Normal(ref random);
        }

        shop.Catalog.Clear();
        for (int product = 0; product < shop.Count; product++)
        {
            int cluster = random.NextInt(Clusters);
            for (int i = 0; i < dimension; i++)
            {
                shop.Vectors[(product * dimension) + i] = centres[(cluster * dimension) + i] + (Noise * TestShop.Normal(ref random));
            }

            int category = random.NextInt(100) < misplaced ? random.NextInt(Clusters) : cluster;
            shop.Catalog.Add(new CatalogProduct
            {
                Id = shop.Ids[product], Category = $"c{category:D3}", Price = random.NextInt(10_000), Payload = ["name"],
            });
        }
    }
}
