using System.Globalization;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// One product as a line of products.csv: product_id,category,name,price,in_stock,first_seen; brand, colour and season
/// follow if the options ask for them. Numbers and dates are invariant, and a name with a comma is quoted. The first
/// category path is the primary one and has three levels.
/// </summary>
internal static class ProductLine
{
    private const string Header = "product_id,category,name,price,in_stock,first_seen";

    public static string HeaderOf(SyntheticShopOptions options) =>
        options.Facets ? Header + ",brand,colour,season\n" : Header + "\n";

    public static string Format(SyntheticShop shop, int product)
    {
        int cents = shop.PriceCentsOf(product);
        string extra = shop.IsNewIn(product) ? "|new-in" : shop.IsOnSale(product) ? "|sale" : "";
        string category = shop.Tree.PathOf(shop.LeafOf(product)) + extra;
        int stock = shop.IsInStock(product) ? 1 : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{SyntheticShop.IdOf(product)},{category},{Name(shop, product)},{cents / 100}.{cents % 100:00},{stock},"
            + $"{shop.FirstSeenOf(product):yyyy-MM-dd}{Facets(shop, product)}\n");
    }

    private static string Facets(SyntheticShop shop, int product) =>
        shop.Options.Facets
            ? $",{FashionWords.Brand(shop.BrandOf(product))},{shop.ColoursOf(product)},{shop.SeasonOf(product)}"
            : string.Empty;

    private static string Name(SyntheticShop shop, int product)
    {
        string[] path = shop.Tree.PathOf(shop.LeafOf(product)).Split('/');
        string brand = FashionWords.Brand(shop.BrandOf(product));
        string style = FashionWords.Styles[shop.StyleOf(product)];
        return SeededRandom.Hash(shop.Seed(RandomUse.Name), (ulong)product) % 50 == 0
            ? $"\"{brand} {path[1]}, {style} {path[2]}\""
            : $"{brand} {style} {path[2]} {path[1]}";
    }
}
