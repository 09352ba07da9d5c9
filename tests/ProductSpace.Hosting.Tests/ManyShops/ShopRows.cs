namespace ProductSpace.Hosting.Tests.ManyShops;

/// <summary>A root with so many shops: shop n's products cost n modulo the snapshots at hand.</summary>
internal static class ShopRows
{
    public static void Publish(SmallShops shops, string root, int count)
    {
        for (int shop = 0; shop < count; shop++)
        {
            string directory = Path.Combine(root, NameOf(shop));
            Directory.CreateDirectory(directory);
            new GenerationFolder(directory).Publish(shops[shop % SmallShops.Shops]);
        }
    }

    public static string NameOf(int shop) => $"shop-{shop}";
}
