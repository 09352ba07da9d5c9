using ProductSpace.Numerics;

namespace ProductSpace.Tests;

public class ProductIndexTests
{
    private static readonly ShopRecipe s_byDefault = new(10_000, 32) { Build = new BuildOptions() };

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(33, true)]
    [InlineData(4000, true)]
    public void BuildAndVerify_AnySize_Opens(int products, bool withNext)
    {
        using TemporaryFolder folder = new();
        TestShop shop = new(products, withNext: withNext);
        BuildReport report = shop.Builder().Build(folder.File("a.psx"));
        Assert.Equal(products, report.Products);
        using ProductIndex index = ProductIndex.Open(folder.File("a.psx"), OpenMode.Verify);
        Assert.Equal(products, index.Count);
        for (int product = 0; product < products; product += 7)
        {
            Assert.True(index.TryGetOrdinal(shop.Ids[product], out int ordinal));
            Assert.Equal(shop.Ids[product], index.GetProductId(ordinal));
        }
    }

    [Fact]
    public void SearchExact_AgainstFloat64Cosine_SameOrderAndSimilarity()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(3000));
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        SeededRandom random = new(5);
        float[] query = new float[shop.Dimension];
        Neighbor[] hits = new Neighbor[10];
        for (int i = 0; i < 50; i++)
        {
            for (int j = 0; j < query.Length; j++)
            {
                query[j] = TestShop.Normal(ref random);
            }

            double[] truth = [.. Enumerable.Range(0, shop.Count).Select(product => Float64.Cosine(query, shop.Vector(product))).OrderDescending().Take(10)];
            SearchResult result = index.SearchExact(query, hits);
            Assert.Equal(10, result.Count);
            for (int place = 0; place < 10; place++)
            {
                Assert.Equal(truth[place], hits[place].Similarity, 2e-5);
            }
        }
    }

    [Fact]
    public void Search_WalkWithDefaults_ReachesTarget()
    {
        BuiltShop built = BuiltShop.Of(s_byDefault);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        SeededRandom random = new(9);
        Neighbor[] hits = new Neighbor[10];
        Neighbor[] truth = new Neighbor[10];
        int found = 0;
        for (int i = 0; i < 300; i++)
        {
            ReadOnlySpan<float> query = shop.Vector(random.NextInt(shop.Count));
            SearchResult result = index.Search(query, hits, new SearchOptions { EfSearch = 60 });
            Assert.Equal(SearchStrategy.Graph, result.Strategy);
            index.SearchExact(query, truth);
            found += hits.Count(hit => hit.Similarity >= truth[9].Similarity);
        }

        Assert.True(found >= 0.95 * 3000, $"{found} of 3000 found");
    }

    [Fact]
    public void Search_WeakFilter_WalksWithoutScan()
    {
        // Once a pool narrower than the re-rank depth made every weak filter end in a scan.
        BuiltShop built = BuiltShop.Of(s_byDefault);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        ProductFilter filter = index.CreateFilter(f => f.InStock());
        Neighbor[] hits = new Neighbor[10];
        int walks = 0;
        for (int i = 0; i < 100; i++)
        {
            SearchResult result = index.Search(shop.Vector(i * 7), hits, new SearchOptions { Filter = filter, EfSearch = 12 });
            walks += result.Strategy == SearchStrategy.Graph ? 1 : 0;
            Assert.Equal(10, result.Count);
        }

        Assert.True(walks >= 95, $"{walks} of 100 walked");
    }
}
