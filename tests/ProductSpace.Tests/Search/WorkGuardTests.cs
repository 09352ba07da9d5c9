using System.Globalization;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The work of searches, counted: vectors scored, cells scanned, which strategy. The same on every machine, so that a change
/// which makes searches do more work fails here. After a wanted change delete the snapshot and look at the difference.
/// </summary>
public sealed class WorkGuardTests
{
    private const int Queries = 200;

    [Fact]
    public void Search_FixedShop_DoesTheKnownWork()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Large);
        TestShop shop = built.Products;
        using ProductIndex index = built.Open();
        ProductFilter filter = index.CreateFilter(f => f.InCategory("dept1").InStock());
        StringBuilder text = new();
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach (float target in new[] { 0.9f, 0.95f, 0.98f, 0.99f })
            {
                foreach (int k in new[] { 10, 100 })
                {
                    SearchOptions options = new() { Space = space, TargetRecall = target };
                    Add(text, $"{space} {target.ToString("F2", CultureInfo.InvariantCulture)} k {k} vector", i => index.Search(shop.Vector(i * 97), new Neighbor[k], options));
                    Add(text, $"{space} {target.ToString("F2", CultureInfo.InvariantCulture)} k {k} session", i => index.SearchSession([i, (i * 31) % shop.Count, (i * 57) % shop.Count], new Neighbor[k], options));
                    Add(text, $"{space} {target.ToString("F2", CultureInfo.InvariantCulture)} k {k} filter", i => index.Search(shop.Vector(i * 97), new Neighbor[k], options with { Filter = filter }));
                }
            }
        }

        // A shop of this size is walked; the plan of a larger one is put in its place.
        foreach ((int cells, int ef) in new[] { (32, 0), (128, 0), (16, 20), (64, 40) })
        {
            index.Remember(Space.Similar, QueryKind.Vector, 10, 0.95f, TestPlans.Cells(cells, ef));
            Add(text, $"Similar by {cells} cells, efSearch {ef}", i => index.Search(shop.Vector(i * 97), new Neighbor[10]));
        }

        Snap.Match(text.ToString(), "WorkGuard");
    }

    private static void Add(StringBuilder text, string name, Func<int, SearchResult> ask)
    {
        long scored = 0;
        long cells = 0;
        SortedDictionary<string, int> strategies = [];
        for (int i = 0; i < Queries; i++)
        {
            SearchResult result = ask(i);
            scored += result.Scored;
            cells += result.CellsScanned;
            strategies[result.Strategy.ToString()] = strategies.GetValueOrDefault(result.Strategy.ToString()) + 1;
        }

        string taken = string.Join(", ", strategies.Select(strategy => $"{strategy.Value} {strategy.Key}"));
        text.Append(CultureInfo.InvariantCulture, $"{name}: {scored / Queries} vectors, {cells / Queries} cells; {taken}\n");
    }
}
