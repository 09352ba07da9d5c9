namespace ProductSpace.Tests;

/// <summary>Shops of which every product has a category of its own: as many cells, and as many groups of them, as products.</summary>
internal static class CategoryPerProduct
{
    /// <summary>More cells than a search under a filter compares at once.</summary>
    public static readonly ShopRecipe Recipe = new(3_000, 3)
    {
        Build = new BuildOptions { Structures = IndexStructures.Cells }, Change = Categorise,
    };

    public static void Categorise(TestShop shop)
    {
        shop.Catalog.Clear();
        for (int product = 0; product < shop.Count; product++)
        {
            shop.Catalog.Add(new CatalogProduct
            {
                Id = shop.Ids[product], Category = $"c{product:D5}", Price = product % 10, InStock = true, Payload = ["name"],
            });
        }
    }
}
