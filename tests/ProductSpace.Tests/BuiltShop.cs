using System.Collections.Concurrent;

namespace ProductSpace.Tests;

/// <summary>
/// A test shop, built and open, shared by all tests of the process that ask for the same recipe. A test that changes an
/// index (its delta, its plans, its end) opens one of its own.
/// </summary>
internal sealed class BuiltShop
{
    private static readonly Lazy<TemporaryFolder> s_folder = new(MakeFolder);
    private static readonly ConcurrentDictionary<ShopRecipe, Lazy<BuiltShop>> s_shops = [];

    private BuiltShop(ShopRecipe recipe, string file)
    {
        Products = recipe.Make();
        File = file;
        Report = Products.Builder(recipe.Build, recipe.IsCalibrated).Build(file);
        Index = ProductIndex.Open(file);
    }

    public TestShop Products { get; }

    public string File { get; }

    public BuildReport Report { get; }

    /// <summary>The shared index, open as long as the process.</summary>
    public ProductIndex Index { get; }

    /// <summary>Finds the shop of a recipe; the first to ask builds it.</summary>
    public static BuiltShop Of(ShopRecipe recipe) =>
        s_shops.GetOrAdd(recipe, key => new Lazy<BuiltShop>(() => new BuiltShop(key, NewFile()))).Value;

    /// <summary>Opens an index for one test.</summary>
    public ProductIndex Open(OpenMode mode = OpenMode.Quick) => ProductIndex.Open(File, mode);

    private static string NewFile() => s_folder.Value.File($"{Guid.NewGuid():N}.psx");

    private static TemporaryFolder MakeFolder()
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (Lazy<BuiltShop> shop in s_shops.Values.Where(shop => shop.IsValueCreated))
            {
                shop.Value.Index.Dispose();
            }

            folder.Dispose();
        };
        return folder;
    }
}
