using ProductSpace.Numerics;

namespace ProductSpace.Tests.Search;

/// <summary>The contract of every search over random shops: exactly min(k, matches) results, best first, inside of the filter.</summary>
public sealed class SearchContractTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Enough cells and layers for every strategy.</summary>
    private static int Large => Campaign.IsLong ? 8000 : 3000;

    public static TheoryData<int, int, IndexStructures> Shops => new()
    {
        { 1, 4, IndexStructures.Both }, { 2, 3, IndexStructures.Both }, { 31, 8, IndexStructures.Both },
        { 200, 16, IndexStructures.Both }, { Large, 24, IndexStructures.Both },
        { 2000, 24, IndexStructures.Graph },
        { 1500, 104, IndexStructures.Both }, { 1500, 104, IndexStructures.Cells },
        { 1, 4, IndexStructures.Scan }, { 31, 8, IndexStructures.Scan }, { 3000, 24, IndexStructures.Scan }, { 9000, 24, IndexStructures.Scan },
        { 1, 4, IndexStructures.Cells }, { 31, 8, IndexStructures.Cells }, { Large, 24, IndexStructures.Cells },
    };

    [Theory]
    [MemberData(nameof(Shops))]
    public void Search_AnyFilterAndK_FillsTheAnswer(int products, int dimension, IndexStructures structures)
    {
        BuildOptions options = new() { M = 8, EfConstruction = 60, Structures = structures };
        BuiltShop built = BuiltShop.Of(new ShopRecipe(products, dimension) { Seed = 12, WithNext = true, Build = options });
        TestShop shop = built.Products;
        using ProductIndex index = built.Open(OpenMode.Verify);
        SeededRandom random = new(77);
        ProductFilter?[] filters = Filters(index);
        foreach (ProductFilter? filter in filters)
        {
            foreach (int k in new[] { 0, 1, 10, 100, products + 5 })
            {
                foreach (Space space in new[] { Space.Similar, Space.Next })
                {
                    Check(index, shop, ref random, filter, k, space);
                }
            }
        }
    }

    [Fact]
    public void SearchExact_Filtered_EqualsBruteForce()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(2000) { WithNext = true });
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        ProductFilter filter = index.CreateFilter(f => f.InCategory("dept1", "sale").NotInCategory("dept1/group1").InStock().PriceBetween(500, 8000));
        Dictionary<string, CatalogProduct> rows = shop.Catalog.ToDictionary(row => row.Id);
        bool Matches(string id) => rows.TryGetValue(id, out CatalogProduct? row)
            && (row.Category.StartsWith("dept1/", StringComparison.Ordinal) || row.Category.EndsWith("|sale", StringComparison.Ordinal))
            && !row.Category.StartsWith("dept1/group1/", StringComparison.Ordinal)
            && row.InStock && row.Price is >= 500 and <= 8000;
        string[] matching = [.. shop.Ids.Where(Matches)];
        Assert.Equal(matching.Length, filter.Count);
        Assert.InRange(filter.Count, 50, 1900);
        for (int product = 0; product < 40; product++)
        {
            Neighbor[] hits = new Neighbor[10];
            SearchResult result = index.SearchExact(shop.Vector(product), hits, new SearchOptions { Filter = filter });
            double[] truth = [.. matching.Select(id => Float64.Cosine(shop.Vector(product), shop.Vector(Array.IndexOf(shop.Ids, id)))).OrderDescending().Take(10)];
            Assert.Equal(10, result.Count);
            for (int place = 0; place < 10; place++)
            {
                Assert.Equal(truth[place], hits[place].Similarity, 2e-5);
                Assert.True(Matches(index.GetProductId(hits[place].Ordinal)));
            }
        }
    }

    [Fact]
    public void Search_ThousandEqualProducts_AllFound()
    {
        TestShop shop = new(5000, 16, withCatalog: false);
        for (int product = 1000; product < 2000; product++)
        {
            shop.Vector(1000).CopyTo(shop.Vectors.AsSpan(product * 16, 16));
        }

        BuildReport report = shop.Builder(new BuildOptions()).Build(_folder.File("shop.psx"));
        Assert.Equal(999, report.EqualProducts);
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"), OpenMode.Verify);
        Neighbor[] hits = new Neighbor[1000];
        SearchResult result = index.Search(shop.Vector(1000), hits, new SearchOptions { EfSearch = 1000 });
        Assert.Equal(1000, result.Count);
        Assert.All(hits, hit => Assert.InRange(int.Parse(index.GetProductId(hit.Ordinal)[2..], System.Globalization.CultureInfo.InvariantCulture), 1000, 1999));

        // A session that viewed one of them starts at the node they share.
        Neighbor[] others = new Neighbor[20];
        Assert.Equal(20, index.SearchSession(["p-001500"], others).Count);
        Assert.All(others, hit => Assert.True(hit.Similarity > 0.9999f));
    }

    [Fact]
    public void Search_AllEqual_FillsTheAnswer()
    {
        float[] rows = new float[300 * 4];
        Array.Fill(rows, 0.5f);
        new ProductIndexBuilder().UseVectors(rows, 4).Build(_folder.File("equal.psx"));
        using ProductIndex index = ProductIndex.Open(_folder.File("equal.psx"), OpenMode.Verify);
        Neighbor[] hits = new Neighbor[7];
        Assert.Equal(7, index.Search(rows.AsSpan(0, 4), hits).Count);
        Assert.Equal(Enumerable.Range(0, 7), hits.Select(hit => hit.Ordinal));
    }

    private static ProductFilter?[] Filters(ProductIndex index)
    {
        string leaf = index.GetCategories()[^1].Path;
        return
        [
            null,
            index.CreateFilter(f => f.InStock()),
            index.CreateFilter(f => f.InCategory(leaf)),
            index.CreateFilter(f => f.InCategory()),
            index.CreateFilter(f => f.PriceBetween(0, 2000)),
            index.CreateFilter(f => f.PriceBetween(100_000, 200_000)),
            index.CreateFilter(f => f.NotInCategory(leaf).InStock()),
            index.CreateFilter(f => f.InAllCategories(leaf, string.Empty)),
        ];
    }

    private static void Check(ProductIndex index, TestShop shop, ref SeededRandom random, ProductFilter? filter, int k, Space space)
    {
        int[] exclude = [random.NextInt(index.Count), random.NextInt(index.Count), -4, index.Count + 9];
        int[] session = [random.NextInt(index.Count), random.NextInt(index.Count), index.Count, -1];
        SearchOptions options = new() { Filter = filter, Space = space, Exclude = exclude };
        HashSet<int> out1 = [.. exclude];
        HashSet<int> out2 = [.. exclude, .. session];
        ReadOnlySpan<float> vector = shop.Vector(random.NextInt(shop.Count));
        Neighbor untouched = new(-77, 9);
        foreach (bool exact in new[] { true, false })
        {
            Neighbor[] hits = new Neighbor[k];
            Array.Fill(hits, untouched);
            SearchResult result = exact ? index.SearchExact(vector, hits, options) : index.Search(vector, hits, options);
            CheckAnswer(index, filter, hits, result, out1, untouched);

            Array.Fill(hits, untouched);
            result = exact ? index.SearchSessionExact(session, hits, options) : index.SearchSession(session, hits, options);
            Assert.Equal(2, result.UnknownIds);
            CheckAnswer(index, filter, hits, result, out2, untouched);
        }
    }

    private static void CheckAnswer(ProductIndex index, ProductFilter? filter, Neighbor[] hits, SearchResult result, HashSet<int> excluded, Neighbor untouched)
    {
        int available = Enumerable.Range(0, index.Count).Count(ordinal => !excluded.Contains(ordinal) && (filter is null || filter.Contains(ordinal)));
        Assert.Equal(Math.Min(hits.Length, available), result.Count);
        Neighbor[] found = hits[..result.Count];
        Assert.Equal(result.Count, found.Select(hit => hit.Ordinal).Distinct().Count());
        for (int i = 0; i < found.Length; i++)
        {
            Assert.True(filter is null || filter.Contains(found[i].Ordinal));
            Assert.DoesNotContain(found[i].Ordinal, excluded);
            Assert.True(i == 0 || found[i - 1].Similarity >= found[i].Similarity);
        }

        Assert.All(hits[result.Count..], hit => Assert.Equal(untouched, hit));
        Assert.False(result.Truncated);
    }
}
