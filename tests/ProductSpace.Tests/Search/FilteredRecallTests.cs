using ProductSpace.Numerics;

namespace ProductSpace.Tests.Search;

/// <summary>
/// A recall target holds under filters too: filters that have nothing to do with the query, that hold its surroundings, and
/// that hold none of them, of every size, by whatever strategy the planner takes.
/// </summary>
public sealed class FilteredRecallTests
{
    private const int Queries = 150;
    private const int K = 10;

    [Fact]
    public void Search_AnyFilter_ReachesTheTarget()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Large);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        List<string> missed = [];
        foreach (string path in new[] { "", "dept0", "dept1/group1", "dept2/group2/leaf2", "sale" })
        {
            foreach (long price in new[] { 0L, 2000, 5000, 9500 })
            {
                ProductFilter filter = index.CreateFilter(f => f.InCategory(path).PriceBetween(price, 100_000));
                foreach (Space space in new[] { Space.Similar, Space.Next })
                {
                    SearchOptions options = new() { Filter = filter, Space = space };
                    double recall = Recall(index, shop, options, options, out string strategies);
                    if (recall < 0.95 - 0.02)
                    {
                        missed.Add($"\"{path}\" from {price} ({filter.Count} products), {space}: {recall:F3} by {strategies}");
                    }
                }
            }
        }

        Assert.Empty(missed);

        // The twin: answers from the other space must show, or the measure is blind.
        Assert.InRange(Recall(index, shop, default, new SearchOptions { Space = Space.Next }, out _), 0, 0.9);
    }

    private static double Recall(ProductIndex index, TestShop shop, SearchOptions judge, SearchOptions options, out string strategies)
    {
        SeededRandom random = new(3);
        Neighbor[] truth = new Neighbor[K];
        Neighbor[] hits = new Neighbor[K];
        int found = 0;
        int wanted = 0;
        int[] taken = new int[Enum.GetValues<SearchStrategy>().Length];
        for (int i = 0; i < Queries; i++)
        {
            ReadOnlySpan<float> query = shop.Vector(random.NextInt(shop.Count));
            int count = index.SearchExact(query, truth, judge).Count;
            SearchResult result = index.Search(query, hits, options);
            Assert.Equal(count, result.Count);
            taken[(int)result.Strategy]++;
            wanted += count;
            found += hits.Take(count).Count(hit => hit.Similarity >= truth[count - 1].Similarity);
        }

        strategies = $"{taken[1]} walks, {taken[2]} scans, {taken[3]} both, {taken[4]} cells, {taken[5]} cells then walks, {taken[6]} walks then cells";
        return (double)found / Math.Max(1, wanted);
    }
}
