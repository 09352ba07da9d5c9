using CsCheck;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The exact scan of small shops, and shops that are built for it: every answer is the order of all rows by the exact form,
/// whatever the filter, the exclusions, the k and the number of products.
/// </summary>
public sealed class WholeScanTests
{
    [Fact]
    public void Search_RandomSmallShops_IsTheOrderByTheExactForm() =>
        Gen.Select(Gen.Int[1, 1200], Gen.Int[1, 70], Gen.Int[0, 5], Gen.Bool, Gen.ULong).Sample(
            (products, dimension, kind, dot, seed) =>
            {
                TestShop shop = new(products, dimension, seed, similarity: dot ? Similarity.Dot : Similarity.Cosine);
                if (kind == 5)
                {
                    // Vectors that differ little are stretched, and kept as given.
                    for (int i = 0; i < shop.Vectors.Length; i++)
                    {
                        shop.Vectors[i] = 20 + (0.1f * shop.Vectors[i]);
                    }
                }

                using ProductIndex index = Open(shop);
                int[] ks = [1, 1 + (int)(seed % 40), Math.Max(1, products / 3), products + 3];
                foreach (int k in ks)
                {
                    Check(index, shop.Vector((int)(seed % (ulong)products)), k, kind, seed);
                }
            },
            iter: Campaign.Size(60));

    [Fact]
    public void Search_DefaultBuildOfASmallShop_IsExactAndSaysSo()
    {
        TestShop shop = new(900, 30, withNext: true);
        using ProductIndex index = Open(shop, new BuildOptions());
        Assert.Equal((IndexStructures.Scan, 0, 0, 0), (index.Info.Structures, index.Info.M, index.Info.EfConstruction, index.Info.Nodes));
        Neighbor[] exact = new Neighbor[10];
        Neighbor[] hits = new Neighbor[10];
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach (SearchOptions options in new SearchOptions[] { new() { Space = space }, new() { Space = space, EfSearch = 1 }, new() { Space = space, TargetRecall = 0.1f } })
            {
                SearchResult result = index.Search(shop.Vector(3), hits, options);
                Assert.Equal((10, SearchStrategy.Scan, 900L, 0, 0, 1f, false), (result.Count, result.Strategy, result.Scored, result.EfSearch, result.CellsScanned, result.ExpectedRecall, result.Truncated));
                index.SearchExact(shop.Vector(3), exact, options);
                Assert.Equal(exact, hits);
            }
        }
    }

    [Fact]
    public void Build_Auto_DecidesBySizeAndByWhatIsSet()
    {
        TestShop small = new(100, 8);
        TestShop large = new(8193, 2, withCatalog: false);
        Assert.Equal(IndexStructures.Scan, Structures(small, new BuildOptions()));
        Assert.Equal(IndexStructures.Scan, Structures(large, new BuildOptions { Structures = IndexStructures.Scan }));
        Assert.Equal(IndexStructures.Both, Structures(large, new BuildOptions()));
        Assert.Equal(IndexStructures.Both, Structures(small, new BuildOptions { M = 32 }));
        Assert.Equal(IndexStructures.Both, Structures(small, new BuildOptions { EfConstruction = 200 }));
        Assert.Equal(IndexStructures.Both, Structures(small, new BuildOptions { Structures = IndexStructures.Both }));
    }

    /// <summary>Scattered matches too: the first codes alone do not do.</summary>
    [Fact]
    public void Search_ScatteredFilter_IsExact()
    {
        TestShop shop = new(4000, 100, withCatalog: false);
        using ProductIndex index = Open(shop);
        ProductFilter filter = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, 2000).Select(i => 2 * i)]));
        Neighbor[] hits = new Neighbor[10];
        for (int product = 0; product < 20; product++)
        {
            SearchResult result = index.Search(shop.Vector(product), hits, new SearchOptions { Filter = filter, TargetRecall = 0.5f });
            Assert.Equal((SearchStrategy.Scan, 1f), (result.Strategy, result.ExpectedRecall));
            Assert.Equal(Right(index, shop.Vector(product), 10, filter.Contains), hits);
        }
    }

    [Fact]
    public void Search_SmallShop_AllocatesNothing()
    {
        TestShop shop = new(2000, 100);
        using ProductIndex index = Open(shop);
        ProductFilter filter = index.CreateFilter(f => f.InStock());
        Neighbor[] hits = new Neighbor[10];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int round = 0; round < 30; round++)
            {
                index.Search(shop.Vector(round * 7), hits);
                index.Search(shop.Vector(round * 7), hits, new SearchOptions { Filter = filter });
            }
        }));
    }

    /// <summary>The bound leaves hardly more than the nearest: else it would be no bound worth its name.</summary>
    [Fact]
    public void Run_TypicalShop_MeasuresFewProducts()
    {
        TestShop shop = new(5000, 100);
        using ProductIndex index = Open(shop);
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext context = new();
        long measured = 0;
        for (int query = 0; query < 100; query++)
        {
            Assert.True(SessionVector.FromVector(space.Model, shop.Vector(query * 50), context));
            context.Hits.Excluded.Clear();
            context.Hits.Start(10);
            Assert.True(context.Whole.Run(space, context, filter: null).IsComplete);
            measured += context.Whole.Measured;
        }

        Assert.InRange(measured, 1000, 6000);
    }

    [Fact]
    public void Search_Limits_CutTheScan()
    {
        TestShop shop = new(3000, 16);
        using ProductIndex index = Open(shop);
        Neighbor[] hits = new Neighbor[5];
        SearchResult cut = index.Search(shop.Vector(0), hits, new SearchOptions { MaxScoredVectors = 1000 });
        Assert.True(cut.Truncated);
        Assert.InRange(cut.Scored, 1000, 1300);
        SearchResult whole = index.Search(shop.Vector(0), hits, new SearchOptions { MaxScoredVectors = 3000, TimeLimit = TimeSpan.FromMinutes(5) });
        Assert.Equal((false, 3000L, 1f), (whole.Truncated, whole.Scored, whole.ExpectedRecall));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => index.Search(shop.Vector(0), hits, new SearchOptions { CancellationToken = cancelled.Token }));
    }

    [Fact]
    public void Next_PagesOfASmallShop_AreTheExactRanking()
    {
        TestShop shop = new(500, 12);
        using ProductIndex index = Open(shop);
        foreach (SearchOptions options in new SearchOptions[] { new(), new() { EfSearch = 5 } })
        {
            using ResultCursor cursor = ResultCursor.Open(index, shop.Vector(9), options);
            List<Neighbor> all = [];
            Neighbor[] page = new Neighbor[70];
            for (int count = 1; count > 0;)
            {
                count = cursor.Next(page).Count;
                all.AddRange(page[..count]);
            }

            Assert.Equal(Right(index, shop.Vector(9), 500, filter: null), all);
        }
    }

    [Fact]
    public void Make_ScannedSnapshot_ExplainsTheScan()
    {
        TestShop shop = new(700, 12);
        using ProductIndex index = Open(shop);
        (List<ExplainedStrategy> strategies, string why) = PlanExplanation.Make(index.PlannerOf(Space.Similar), new PlanRequest(QueryKind.Vector, 10, 0.95f), filter: null);
        ExplainedStrategy only = Assert.Single(strategies);
        Assert.Equal((SearchStrategy.Scan, true), (only.Strategy, only.Taken));
        Assert.Contains("neither a graph nor cells", why, StringComparison.Ordinal);
    }

    private static void Check(ProductIndex index, ReadOnlySpan<float> vector, int k, int kind, ulong seed)
    {
        ProductFilter? filter = kind switch
        {
            1 => index.CreateFilter(f => f.InStock()),
            2 => index.CreateFilter(f => f.PriceBetween(0, 300)),
            3 => index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, index.Count).Where(i => i % 3 == 0)])),
            _ => null,
        };
        int[] excluded = kind >= 3 ? [.. Right(index, vector, 1 + (int)(seed % 9), filter).Select(hit => hit.Ordinal)] : [];
        Neighbor[] right = Right(index, vector, k, ordinal => filter?.Contains(ordinal) != false && !excluded.Contains(ordinal));
        Neighbor[] hits = new Neighbor[k];
        SearchOptions options = new() { Filter = filter, Exclude = excluded };
        SearchResult result = index.Search(vector, hits, options);
        Assert.Equal(right, hits[..result.Count]);
        result = index.SearchExact(vector, hits, options);
        Assert.Equal(right, hits[..result.Count]);
        SearchResult[] results = new SearchResult[1];
        index.SearchMany(vector, hits, results, options);
        Assert.Equal(right, hits[..results[0].Count]);
    }

    private static Neighbor[] Right(ProductIndex index, ReadOnlySpan<float> vector, int k, ProductFilter? filter) =>
        Right(index, vector, k, ordinal => filter?.Contains(ordinal) != false);

    /// <summary>The k nearest of those that may be, by the exact form of every row.</summary>
    private static Neighbor[] Right(ProductIndex index, ReadOnlySpan<float> vector, int k, Func<int, bool> mayBe)
    {
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext context = new();
        SessionVector.FromVector(space.Model, vector, context);
        return
        [
            .. Enumerable.Range(0, index.Count).Where(mayBe)
                .Select(ordinal => (Similarity: space.Exact.Similarity(ordinal, context.Query.Exact), Ordinal: ordinal))
                .OrderByDescending(hit => hit.Similarity).ThenBy(hit => hit.Ordinal).Take(k)
                .Select(hit => new Neighbor(hit.Ordinal, context.Query.ToAnswer(hit.Similarity))),
        ];
    }

    private static ProductIndex Open(TestShop shop, BuildOptions? options = null)
    {
        ProductIndexBuilder builder = new ProductIndexBuilder((options ?? new BuildOptions { Structures = IndexStructures.Scan }) with { Similarity = shop.Similarity })
            .UseVectors(shop.Vectors, shop.Dimension)
            .UseIds(shop.Ids);
        if (shop.NextVectors.Length > 0)
        {
            builder.UseNextVectors(shop.NextVectors, shop.Dimension);
        }

        return ProductIndex.Open((shop.Catalog.Count > 0 ? builder.UseCatalog(shop.Catalog) : builder).BuildToMemory(), OpenMode.Verify);
    }

    private static IndexStructures Structures(TestShop shop, BuildOptions options)
    {
        using ProductIndex index = Open(shop, options);
        return index.Info.Structures;
    }
}
