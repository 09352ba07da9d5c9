using System.Diagnostics;

namespace ProductSpace.Tests.Filtering;

/// <summary>What a shop's developer meets: the calls, their errors, sharing, and sizes without reason.</summary>
public sealed class ProductFilterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public ProductFilterTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1200, 8) { WithNext = true, WithFacets = true });
        (_shop, _index) = (built.Products, built.Open());
    }

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Matching_FilterOfAnotherIndex_IsRefused()
    {
        using ProductIndex other = BuiltShop.Of(new ShopRecipe(1200, 8) { WithNext = true, WithFacets = true }).Open();
        ProductFilter foreign = other.CreateFilter(f => f.InStock());
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.Matching(foreign)));
        Assert.StartsWith("the filter was compiled by another index", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _index.CompileFilter(f => f.Matching(_index.CreateFilter(g => g.InStock())), allowUnknown: false, namesOnly: true));
    }

    [Fact]
    public void CreateFilter_EveryCall_NarrowsAsTheCatalogueSays()
    {
        DateTimeOffset half = DateTimeOffset.FromUnixTimeSeconds(1_700_000_600);
        ProductFilter filter = _index.CreateFilter(f => f
            .InCategory("dept0", "sale").NotInCategory("dept0/group0").Facet("brand", "brand-0", "brand-1", "brand-2").FacetNone("season", "winter")
            .PriceBetween(500, 9_000).InStock().FirstSeenBefore(half)
            .AnyOf(g => g.Facet("colour", "black"), g => g.FacetAll("colour", "blue", "red"), g => g.Products("p-000000", "p-000001"))
            .Not(g => g.FirstSeenAfter(half.AddSeconds(-100)).Facet("colour", "black")));
        int expected = 0;
        foreach (CatalogProduct row in _shop.Catalog)
        {
            string[] colours = row.Facets[1].Split('|');
            bool old = row.FirstSeen >= half.AddSeconds(-100);
            bool matches = (row.Category.StartsWith("dept0/", StringComparison.Ordinal) || row.Category.EndsWith("|sale", StringComparison.Ordinal))
                && !row.Category.StartsWith("dept0/group0/", StringComparison.Ordinal)
                && row.Facets[0] is "brand-0" or "brand-1" or "brand-2" && row.Facets[2] != "winter"
                && row.Price is >= 500 and <= 9_000 && row.InStock && row.FirstSeen < half
                && (colours.Contains("black") || (colours.Contains("blue") && colours.Contains("red")) || row.Id is "p-000000" or "p-000001")
                && !(old && colours.Contains("black"));
            Assert.True(_index.TryGetOrdinal(row.Id, out int ordinal));
            Assert.True(matches == filter.Contains(ordinal), row.Id);
            expected += matches ? 1 : 0;
        }

        Assert.InRange(filter.Count, 1, 200);
        Assert.Equal(expected, filter.Count);
    }

    [Fact]
    public void CreateFilter_RangesWithoutEnd_HoldEveryKnownNumberAndNoUnknown()
    {
        int priced = _shop.Catalog.Count(row => row.Price is not null);
        int seen = _shop.Catalog.Count(row => row.FirstSeen is not null);
        Assert.InRange(priced, 1, _index.Count - 1);
        Assert.InRange(seen, 1, _index.Count - 1);
        Assert.Equal(priced, _index.CreateFilter(f => f.PriceBetween(long.MinValue, long.MaxValue)).Count);
        Assert.Equal(_index.Count - priced, _index.CreateFilter(f => f.Not(g => g.PriceBetween(long.MinValue, long.MaxValue))).Count);
        Assert.Equal(0, _index.CreateFilter(f => f.PriceBetween(long.MinValue, long.MinValue)).Count);
        Assert.Equal(0, _index.CreateFilter(f => f.PriceBetween(long.MaxValue, long.MaxValue)).Count);
        Assert.Equal(seen, _index.CreateFilter(f => f.FirstSeenAfter(DateTimeOffset.MinValue)).Count);
        Assert.Equal(seen, _index.CreateFilter(f => f.FirstSeenBefore(DateTimeOffset.MaxValue)).Count);
        Assert.Equal(0, _index.CreateFilter(f => f.FirstSeenBefore(DateTimeOffset.MinValue)).Count);
    }

    [Fact]
    public void GetFacetValues_EveryFacet_CountsAsFilteredOnes()
    {
        Assert.Equal(TestShop.FacetNames, _index.Info.Facets);
        foreach (string facet in TestShop.FacetNames)
        {
            IReadOnlyList<FacetValueCount> values = _index.GetFacetValues(facet);
            Assert.NotEmpty(values);
            foreach ((string value, int products) in values)
            {
                Assert.Equal(products, _index.CreateFilter(f => f.Facet(facet, value)).Count);
            }
        }

        Assert.Equal(["summer", "winter"], _index.GetFacetValues("season").Select(value => value.Value));
        ArgumentException error = Assert.Throws<ArgumentException>(() => _index.GetFacetValues("sesaon"));
        Assert.Contains("did you mean \"season\"?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateFilter_UnknownNames_AreErrorsWithTheNearest()
    {
        Contains("no category \"dept1/grup1\" in this snapshot; did you mean \"dept1/group1\"", () => _index.CreateFilter(f => f.InCategory("dept1/grup1")));
        Contains("no facet \"colr\" in this snapshot; did you mean \"colour\"?; it has: brand, colour, season", () => _index.CreateFilter(f => f.Facet("colr", "red")));
        Contains("facet \"colour\" has no value \"bleu\" in this snapshot; did you mean \"blue\"", () => _index.CreateFilter(f => f.Not(g => g.FacetNone("colour", "bleu"))));
        using ProductIndex bare = Bare();
        Contains("no facet \"brand\" in this snapshot; it was built without facets", () => bare.CreateFilter(f => f.Facet("brand", "acme")));
        Assert.Empty(bare.Info.Facets);

        static void Contains(string text, Action act) => Assert.Contains(text, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateFilter_UnknownNamesAllowed_MatchNothing()
    {
        foreach (Action<ProductFilterBuilder> describe in new Action<ProductFilterBuilder>[]
        {
            f => f.InCategory("nowhere"), f => f.InAllCategories("dept1", "nowhere"), f => f.Facet("colour", "bleu"), f => f.Facet("size", "42"), f => f.FacetAll("colour", "red", "bleu"),
        })
        {
            ProductFilter filter = _index.CreateFilter(describe, allowUnknown: true);
            Assert.Equal(0, filter.Count);
            Assert.Equal(0, _index.Search(_shop.Vector(0), new Neighbor[3], new SearchOptions { Filter = filter }).Count);
        }

        Assert.Equal(_index.Count, _index.CreateFilter(f => f.NotInCategory("nowhere").FacetNone("size", "42"), allowUnknown: true).Count);

        // A delta may bring what is nowhere yet: the same of the snapshot, another question.
        ProductFilter wider = _index.CreateFilter(f => f.InCategory("dept1", "nowhere"), allowUnknown: true);
        Assert.Equal(_index.CreateFilter(f => f.InCategory("dept1")).Count, wider.Count);
        Assert.Same(wider, _index.CreateFilter(f => f.InCategory("nowhere", "dept1", " nowhere/"), allowUnknown: true));
        Assert.NotSame(wider, _index.CreateFilter(f => f.InCategory("dept1", "elsewhere"), allowUnknown: true));
    }

    [Fact]
    public void Search_Contradiction_AnswersAtOnce()
    {
        ProductFilter filter = _index.CreateFilter(f => f.Facet("colour", "red").Not(g => g.Facet("colour", "red")));
        SearchResult result = _index.Search(_shop.Vector(0), new Neighbor[3], new SearchOptions { Filter = filter });
        Assert.Equal((0, SearchStrategy.None, 0L), (result.Count, result.Strategy, result.Scored));
        Assert.Same(filter, _index.CreateFilter(f => f.PriceBetween(20, 10)));
        Assert.Same(filter, _index.CreateFilter(f => f.FirstSeenAfter(DateTimeOffset.UnixEpoch).FirstSeenBefore(DateTimeOffset.UnixEpoch)));
        Assert.Same(filter, _index.CreateFilter(f => f.AnyOf()));
        Assert.Same(filter, _index.CreateFilter(f => f.Ordinals([])));
    }

    [Fact]
    public void CreateFilter_EqualQuestions_ShareOneFilter()
    {
        ProductFilter filter = _index.CreateFilter(f => f.InCategory("dept1", "dept2").Facet("brand", "brand-0", "brand-1").InStock());
        Assert.Same(filter, _index.CreateFilter(f => f.InStock().Facet("brand", "brand-1", "brand-0", "brand-1").InCategory("dept2", "/dept1/")));
        Assert.Same(filter, _index.CreateFilter(f => f.InStock().InStock().AnyOf(g => g.Facet("brand", "brand-1"), g => g.Facet("brand", "brand-0")).Not(g => g.NotInCategory("dept1", "dept2"))));
        Assert.NotSame(filter, _index.CreateFilter(f => f.InCategory("dept1", "dept2").Facet("brand", "brand-0").InStock()));
        int[] ordinals = [7, 3, 900, 3];
        ulong[] bits = new ulong[(_index.Count + 63) / 64];
        Array.ForEach(ordinals, ordinal => bits[ordinal >> 6] |= 1UL << (ordinal & 63));
        Assert.Same(_index.CreateFilter(f => f.Ordinals(ordinals)), _index.CreateFilter(f => f.Bitmap(bits)));
        Assert.Same(_index.CreateFilter(f => f.Ordinals(ordinals)), _index.CreateFilter(f => f.Products([.. ordinals.Select(_index.GetProductId)])));
    }

    [Fact]
    public void CreateFilter_MoreThanTheCacheHolds_StaysBounded()
    {
        ProductFilter first = _index.CreateFilter(f => f.PriceBetween(0, 1));
        for (int most = 2; most < 400; most++)
        {
            _index.CreateFilter(f => f.PriceBetween(0, most));
        }

        Assert.Equal(256, _index.Filters.Count);
        Assert.InRange(_index.Filters.Bytes, 256 * 100, 32 << 20);
        Assert.NotSame(first, _index.CreateFilter(f => f.PriceBetween(0, 1)));
    }

    [Fact]
    public void CreateFilter_ManyThreads_GetTheSameFilters()
    {
        ProductFilter[][] made = new ProductFilter[8][];
        Parallel.For(0, made.Length, thread => made[thread] = [.. Enumerable.Range(0, 200).Select(i => _index.CreateFilter(f => f.Facet("brand", $"brand-{(i + thread) % 20}").PriceBetween(0, 9_000 + ((i + thread) % 10))))]);
        Assert.Equal(20, made.SelectMany(filters => filters).Distinct().Count());
    }

    [Fact]
    public void CreateFilter_TenThousandTerms_IsCompiledInBoundedTime()
    {
        Stopwatch clock = Stopwatch.StartNew();
        int[] counts =
        [
            _index.CreateFilter(f => Repeat(f, 10_000, (g, i) => g.NotInCategory($"dept{i % 3}/group{i % 6}"))).Count,
            _index.CreateFilter(f => f.AnyOf([.. Enumerable.Range(0, 10_000).Select(i => (Action<ProductFilterBuilder>)(g => g.PriceBetween(100 + i, 100 + i)))])).Count,
            _index.CreateFilter(f => f.InCategory([.. Enumerable.Repeat("dept1", 10_000)])).Count,
            _index.CreateFilter(f => f.AnyOf([.. Enumerable.Range(0, 10_000).Select(i => (Action<ProductFilterBuilder>)(g => g.InStock().PriceBetween(i, i + 5)))])).Count,
        ];
        Assert.Equal(_shop.Catalog.Count(row => row.Price is >= 100 and < 10_100), counts[1]);
        Assert.Equal(_index.CreateFilter(f => f.InCategory("dept1")).Count, counts[2]);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1999)]
    public void CreateFilter_NestedDeep_EqualsTheFlatOne(int depth)
    {
        // not (stock and not (stock and not (...))): alternating groups that no rule makes flat.
        Action<ProductFilterBuilder> nested = f => f.Facet("colour", "red");
        int flips = 0;
        for (int level = 0; level < depth; level++)
        {
            Action<ProductFilterBuilder> inner = nested;
            int price = 200 + level;
            nested = level % 2 == 0 ? f => f.Not(inner) : f => f.AnyOf(inner, g => g.PriceBetween(price, price));
            flips += level % 2 == 0 ? 1 : 0;
        }

        ProductFilter filter = _index.CreateFilter(nested);
        bool[] expected = new bool[_index.Count];
        foreach (CatalogProduct row in _shop.Catalog)
        {
            _index.TryGetOrdinal(row.Id, out int ordinal);
            bool matches = row.Facets[1].Split('|').Contains("red");
            for (int level = 0; level < depth; level++)
            {
                matches = level % 2 == 0 ? !matches : matches || row.Price == 200 + level;
            }

            Assert.Equal(matches, filter.Contains(ordinal));
        }
    }

    [Theory]
    [InlineData(3_000, 0)]
    [InlineData(1_900, 160 * 1024)]
    public void CreateFilter_NestedTooDeep_IsRefusedNotOverflowing(int depth, int stackBytes)
    {
        Action<ProductFilterBuilder> nested = f => f.InStock();
        for (int level = 0; level < depth; level++)
        {
            Action<ProductFilterBuilder> inner = nested;
            nested = f => f.Not(inner);
        }

        Exception? thrown = null;
        Thread thread = new(() => thrown = Record.Exception(() => _index.CreateFilter(nested)), stackBytes);
        thread.Start();
        thread.Join();
        Assert.Contains("nested", Assert.IsType<ArgumentException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateFilter_DescriptionsWithoutSense_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => _index.CreateFilter(f => f.InCategory((string)null!)));
        Assert.Throws<ArgumentNullException>(() => _index.CreateFilter(f => f.Facet(null!, "x")));
        Assert.Throws<ArgumentNullException>(() => _index.CreateFilter(f => f.Facet("brand", (string)null!)));
        Assert.Throws<ArgumentNullException>(() => _index.CreateFilter(f => f.Not(null!)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.CreateFilter(f => f.Ordinals([-1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.CreateFilter(f => f.Ordinals([_index.Count])));
        ulong[] bits = new ulong[_index.Count];
        Assert.Equal(0, _index.CreateFilter(f => f.Bitmap(bits)).Count);
        bits[_index.Count >> 6] = 1UL << (_index.Count & 63);
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.CreateFilter(f => f.Bitmap(bits)));
        bits[_index.Count >> 6] = 0;
        bits[^1] = 1;
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.CreateFilter(f => f.Bitmap(bits)));
        ProductFilterBuilder? kept = null;
        _index.CreateFilter(f => kept = f);
        Assert.Throws<InvalidOperationException>(() => kept!.InStock());
    }

    [Fact]
    public void Search_FilterOfAnotherSnapshot_IsRefusedByName()
    {
        using ProductIndex other = Bare();
        ArgumentException error = Assert.Throws<ArgumentException>(() => _index.Search(_shop.Vector(0), new Neighbor[1], new SearchOptions { Filter = other.CreateFilter(f => f.InStock()) }));
        Assert.Contains("compiled by another index", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_CompiledFilters_AllocateNothing()
    {
        ProductFilter[] filters =
        [
            _index.CreateFilter(f => f.Facet("colour", "red").FacetNone("brand", "brand-0")),
            _index.CreateFilter(f => f.InCategory("dept1").Not(g => g.InStock())),
            _index.CreateFilter(f => f.Ordinals([3, 4, 5, 700, 1000])),
            _index.CreateFilter(f => f.PriceBetween(10, 5)),
        ];
        float[] query = [.. _shop.Vector(9)];
        Neighbor[] hits = new Neighbor[5];
        Assert.Equal(0, Allocated.Least(() =>
        {
            foreach (ProductFilter filter in filters)
            {
                for (int space = 0; space < 2; space++)
                {
                    SearchOptions options = new() { Filter = filter, Space = (Space)space };
                    _index.Search(query, hits, options);
                    _index.SearchExact(query, hits, options);
                }
            }
        }));
    }

    private static void Repeat(ProductFilterBuilder filter, int times, Action<ProductFilterBuilder, int> step)
    {
        for (int i = 0; i < times; i++)
        {
            step(filter, i);
        }
    }

    private ProductIndex Bare()
    {
        new TestShop(300, 8).Builder().Build(_folder.File("bare.psx"));
        return ProductIndex.Open(_folder.File("bare.psx"));
    }
}
