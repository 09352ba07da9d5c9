namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// A shop with variants, built with a graph and without, each once a process: every fifth product has a copy, half of these a little
/// moved, and one product has two hundred equal ones.
/// </summary>
public sealed class PagedShop
{
    public const int Count = 6_000;
    public const int Dimension = 16;

    /// <summary>The first of the equal products.</summary>
    public const int Equal = 2_000;
    public const int EqualCount = 200;

    private static readonly ShopRecipe s_both = new(Count, Dimension)
    {
        Seed = 3, WithNext = true, WithFacets = true, Build = new BuildOptions { M = 12, EfConstruction = 80 }, Change = AddVariants,
    };

    private static readonly ShopRecipe s_cells = s_both with { Build = new BuildOptions { Structures = IndexStructures.Cells } };

    internal TestShop Products => BuiltShop.Of(s_both).Products;

    public string File => BuiltShop.Of(s_both).File;

    public string FileOfCells => BuiltShop.Of(s_cells).File;

    /// <summary>None, most, a department, a brand in stock, none at all.</summary>
    public static ProductFilter? Filter(ProductIndex index, int number) => number switch
    {
        1 => index.CreateFilter(f => f.InStock()),
        2 => index.CreateFilter(f => f.InCategory("dept1")),
        3 => index.CreateFilter(f => f.Facet("brand", "brand-1").InStock()),
        4 => index.CreateFilter(f => f.InCategory("dept1").NotInCategory("dept1")),
        _ => null,
    };

    private static void AddVariants(TestShop shop)
    {
        for (int product = 0; product < Count; product += 5)
        {
            Span<float> copy = shop.Vectors.AsSpan((product + 1) * Dimension, Dimension);
            shop.Vector(product).CopyTo(copy);
            copy[product % Dimension] += product % 2 == 0 ? 0 : 0.05f;
        }

        for (int product = Equal; product < Equal + EqualCount; product++)
        {
            shop.Vector(Equal).CopyTo(shop.Vectors.AsSpan(product * Dimension, Dimension));
        }
    }
}
