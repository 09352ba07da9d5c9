namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// A shop with variants, built once with a graph and once without: every fifth product has a copy, half of these a little
/// moved, and one product has two hundred equal ones.
/// </summary>
public sealed class PagedShop : IDisposable
{
    public const int Count = 6_000;
    public const int Dimension = 16;

    /// <summary>The first of the equal products.</summary>
    public const int Equal = 2_000;
    public const int EqualCount = 200;

    private readonly TemporaryFolder _folder = new();

    public PagedShop()
    {
        Products = new TestShop(Count, Dimension, seed: 3, withNext: true, withFacets: true);
        for (int product = 0; product < Count; product += 5)
        {
            Span<float> copy = Products.Vectors.AsSpan((product + 1) * Dimension, Dimension);
            Products.Vector(product).CopyTo(copy);
            copy[product % Dimension] += product % 2 == 0 ? 0 : 0.05f;
        }

        for (int product = Equal; product < Equal + EqualCount; product++)
        {
            Products.Vector(Equal).CopyTo(Products.Vectors.AsSpan(product * Dimension, Dimension));
        }

        Products.Builder(new BuildOptions { M = 12, EfConstruction = 80 }).Build(File);
        Products.Builder(new BuildOptions { Structures = IndexStructures.Cells }).Build(FileOfCells);
    }

    internal TestShop Products { get; }

    public string File => _folder.File("shop.psx");

    public string FileOfCells => _folder.File("cells.psx");

    /// <summary>None, most, a department, a brand in stock, none at all.</summary>
    public static ProductFilter? Filter(ProductIndex index, int number) => number switch
    {
        1 => index.CreateFilter(f => f.InStock()),
        2 => index.CreateFilter(f => f.InCategory("dept1")),
        3 => index.CreateFilter(f => f.Facet("brand", "brand-1").InStock()),
        4 => index.CreateFilter(f => f.InCategory("dept1").NotInCategory("dept1")),
        _ => null,
    };

    public void Dispose() => _folder.Dispose();
}
