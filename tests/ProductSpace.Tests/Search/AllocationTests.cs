using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>No query allocates once its scratch exists: every plan, both spaces.</summary>
public sealed class AllocationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ReleaseFact]
    public void Search_EveryPlan_AllocatesNothing()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Narrow);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        ProductFilter stock = index.CreateFilter(f => f.InStock());
        ProductFilter leaf = index.CreateFilter(f => f.InCategory(index.GetCategories()[^1].Path));
        float[] query = [.. shop.Vector(5)];
        string[] ids = ["p-000010", "p-000020", "nobody"];
        int[] ordinals = [10, 20, 30];
        HashSet<SearchStrategy> strategies = [];
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach (ProductFilter? filter in new[] { null, stock, leaf })
            {
                SearchOptions options = new() { Space = space, Filter = filter, EfSearch = 40, Exclude = ordinals };
                for (int warm = 0; warm < 3; warm++)
                {
                    strategies.UnionWith(Ask(index, query, ids, ordinals, options));
                }

                Assert.Equal(0, Allocated.Least(() => Neighbors(index, query, ids, ordinals, options)));
            }
        }

        Assert.Contains(SearchStrategy.Graph, strategies);
        Assert.Contains(SearchStrategy.Scan, strategies);
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(32, 40)]
    public void SearchCells_AnySettings_AllocatesNothing(int cells, int ef)
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Narrow);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        int[] seeds = [3, 4_000];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int round = 0; round < 40; round++)
            {
                SessionVector.FromVector(space.Model, shop.Vector(round * 200), scratch);
                scratch.Hits.Excluded.Clear();
                scratch.Hits.Start(10);
                scratch.Cells.Run(space, scratch, cells, ef, 10, seeds);
            }
        }));
    }

    [Fact]
    public void TryGetOrdinal_IdOfAnyLength_AllocatesNothing()
    {
        string[] ids = ["short", new string('ü', 300), new string('x', 4096)];
        new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1, 1, 1 }, 2).UseIds(ids).Build(_folder.File("ids.psx"));
        using ProductIndex index = ProductIndex.Open(_folder.File("ids.psx"), OpenMode.Verify);
        string[] asked = [.. ids, new string('y', 100_000), new string('ü', 2049)];
        int found = 0;
        Assert.Equal(0, Allocated.Least(() =>
        {
            found = 0;
            foreach (string id in asked)
            {
                found += index.TryGetOrdinal(id, out _) ? 1 : 0;
            }
        }));

        Assert.Equal(3, found);
        Assert.Throws<BuildInputException>(() => new ProductIndexBuilder().UseVectors(new float[] { 1, 0 }, 2).UseIds([new string('x', 4097)]).Build(_folder.File("long.psx")));
    }

    private static void Neighbors(ProductIndex index, float[] query, string[] ids, int[] ordinals, in SearchOptions options)
    {
        Span<Neighbor> hits = stackalloc Neighbor[10];
        for (int round = 0; round < 20; round++)
        {
            index.Search(query, hits, options);
            index.SearchExact(query, hits, options);
            index.SearchSession(ordinals, hits, options);
            index.SearchSession(ids, hits, options);
            index.SearchSessionExact(ids, hits, options);
            index.TryGetOrdinal(ids[0], out _);
        }
    }

    private static SearchStrategy[] Ask(ProductIndex index, float[] query, string[] ids, int[] ordinals, in SearchOptions options)
    {
        Neighbors(index, query, ids, ordinals, options);
        Span<Neighbor> hits = stackalloc Neighbor[10];
        return [index.Search(query, hits, options).Strategy, index.SearchExact(query, hits, options).Strategy];
    }
}
