using ProductSpace.Building;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Search;

/// <summary>Searches of a snapshot that was built for the cells alone: the same contract, the recall target kept, the strategy told.</summary>
public sealed class WithoutGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Search_HeldOutQueries_ReachTheTarget()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.WithoutGraph).Index;
        ParallelContext context = new(Environment.ProcessorCount, CancellationToken.None);
        Dictionary<SearchStrategy, int> strategies = [];
        foreach (int views in new[] { 1, 3, 10 })
        {
            int[][] sessions = HeldOutQueries.Make(index.ViewOf(Space.Similar), 250, views, seed: 0xFEED, context);
            foreach (Space space in new[] { Space.Similar, Space.Next })
            {
                foreach (int k in new[] { 10, 40 })
                {
                    foreach (bool unseeded in new[] { false, true })
                    {
                        SearchOptions options = new() { Space = space, SeedFromViewed = !unseeded, IncludeViewed = unseeded, Decay = 1 };
                        Neighbor[][] truth = Array.ConvertAll(sessions, session => Ask((hits, o) => index.SearchSessionExact(session, hits, o), k, options, null));
                        foreach (float target in new[] { 0.9f, 0.95f, 0.98f })
                        {
                            options = options with { TargetRecall = target };
                            double recall = sessions.Select((session, i) => Share(truth[i], Ask((hits, o) => index.SearchSession(session, hits, o), k, options, strategies))).Average();
                            Assert.True(recall >= target - 0.01, $"{space}, {views} views, k {k}, unseeded {unseeded}: {recall:F4} of {target}");
                        }
                    }
                }
            }
        }

        // Both are met, or the test shows little.
        Assert.Equal([SearchStrategy.Scan, SearchStrategy.Cells], strategies.Keys.Order());
        Assert.True(strategies[SearchStrategy.Cells] > strategies[SearchStrategy.Scan], string.Join(", ", strategies));
    }

    /// <summary>What is excluded is the nearest, the worst that a cart can do to a setting found without one.</summary>
    [Fact]
    public void Search_NearestExcluded_ReachesTheTarget()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.WithoutGraph);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        Dictionary<SearchStrategy, int> strategies = [];
        double recall = Enumerable.Range(0, 300).Average(query =>
        {
            float[] vector = [.. shop.Vector(query * 50)];
            int[] cart = Array.ConvertAll(Ask((hits, o) => index.SearchExact(vector, hits, o), 8, default, null), hit => hit.Ordinal);
            SearchOptions options = new() { Exclude = cart };
            Neighbor[] truth = Ask((hits, o) => index.SearchExact(vector, hits, o), 10, options, null);
            return Share(truth, Ask((hits, o) => index.Search(vector, hits, o), 10, options, strategies));
        });
        Assert.True(recall >= 0.94, $"{recall:F4}");
        Assert.Equal(300, strategies.GetValueOrDefault(SearchStrategy.Cells));
    }

    /// <summary>Under a filter, and where the calibration knows nothing, the answer is the exact one and says so.</summary>
    [Fact]
    public void Search_NarrowFilterOrLargeK_IsTheExactScan()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.WithoutGraph);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        ProductFilter stock = index.CreateFilter(filter => filter.Ordinals([.. Enumerable.Range(100, 90)]));
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach ((int k, ProductFilter? filter) in new[] { (10, stock), (101, null), (index.Count, null), (index.Count + 1_000, stock) })
            {
                SearchOptions options = new() { Space = space, Filter = filter };
                Neighbor[] exact = new Neighbor[k];
                Neighbor[] hits = new Neighbor[k];
                index.SearchExact(shop.Vector(77), exact, options);
                SearchResult result = index.Search(shop.Vector(77), hits, options);
                Assert.Equal((Math.Min(k, filter?.Count ?? index.Count), SearchStrategy.Scan, 0, 0), (result.Count, result.Strategy, result.EfSearch, result.CellsScanned));
                Assert.Equal(exact, hits);
            }
        }
    }

    [Fact]
    public void Search_EfSearch_IsRefusedByName()
    {
        using ProductIndex index = Build(new TestShop(50, 8));
        Neighbor[] hits = new Neighbor[3];
        SearchOptions options = new() { EfSearch = 40 };
        foreach (Action search in new Action[]
        {
            () => index.Search(new float[] { 1, 0, 0, 0, 0, 0, 0, 0 }, hits, options),
            () => index.SearchExact(new float[] { 1, 0, 0, 0, 0, 0, 0, 0 }, hits, options),
            () => index.SearchSession([1], hits, options),
        })
        {
            Assert.Contains("without a graph", Assert.Throws<ArgumentException>(search).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A thousand products with equal codes fill no answer's pool, as in a graph.</summary>
    [Fact]
    public void Search_ThousandNearlyEqualProducts_ReachesTheTarget()
    {
        TestShop shop = new(20_000, 16);
        for (int product = 1000; product < 2000; product++)
        {
            shop.Vector(1000).CopyTo(shop.Vectors.AsSpan(product * 16, 16));
            shop.Vectors[(product * 16) + (product % 16)] += 1e-4f * (product % 7);
        }

        using ProductIndex index = Build(shop);
        Assert.True(index.ViewOf(Space.Similar).EqualNodes.Length > 100);
        Dictionary<SearchStrategy, int> strategies = [];
        double recall = Enumerable.Range(0, 200).Average(query =>
        {
            float[] vector = [.. shop.Vector(1000 + (query * 5))];
            Neighbor[] truth = Ask((hits, o) => index.SearchExact(vector, hits, o), 10, default, null);
            return Share(truth, Ask((hits, o) => index.Search(vector, hits, o), 10, default, strategies));
        });
        Assert.True(recall >= 0.94, $"{recall:F4}");
        Assert.Equal(200, strategies.GetValueOrDefault(SearchStrategy.Cells));
    }

    [Fact]
    public void Search_ByCells_AllocatesNothing()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.WithoutGraph);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        Neighbor[] hits = new Neighbor[10];
        int cells = 0;
        Assert.Equal(0, Allocated.Least(() =>
        {
            cells = 0;
            for (int round = 0; round < 40; round++)
            {
                cells += index.Search(shop.Vector(round * 300), hits).Strategy == SearchStrategy.Cells ? 1 : 0;
            }
        }));
        Assert.Equal(40, cells);
    }

    private delegate SearchResult Search(Span<Neighbor> hits, SearchOptions options);

    private static Neighbor[] Ask(Search search, int k, SearchOptions options, Dictionary<SearchStrategy, int>? strategies)
    {
        Neighbor[] hits = new Neighbor[k];
        SearchResult result = search(hits, options);
        Assert.Equal(k, result.Count);
        Assert.Equal(result.Strategy == SearchStrategy.Cells, result.CellsScanned > 0);
        if (strategies is not null)
        {
            strategies[result.Strategy] = strategies.GetValueOrDefault(result.Strategy) + 1;
        }

        return hits;
    }

    private static double Share(Neighbor[] truth, Neighbor[] hits) =>
        hits.Count(hit => hit.Similarity >= truth[^1].Similarity) / (double)truth.Length;

    private ProductIndex Build(TestShop shop)
    {
        shop.Builder(new BuildOptions { Structures = IndexStructures.Cells }).Build(_folder.File("shop.psx"));
        return ProductIndex.Open(_folder.File("shop.psx"), OpenMode.Verify);
    }
}
