using ProductSpace.Numerics;

namespace ProductSpace.Tests.Search;

/// <summary>
/// Spaces of dot products over vectors whose lengths differ as those of ALS: answers are in the order of the float64 dot
/// product and say it, in every way of asking.
/// </summary>
public class DotProductTests
{
    private const int K = 10;

    /// <summary>By how much a dot product may be off, relative to itself: a float32 holds no more.</summary>
    private const double Tolerance = 1e-6;

    private static readonly BuiltShop s_built = BuiltShop.Of(ShopRecipe.Dot);

    private static TestShop Shop => s_built.Products;

    private static ProductIndex Index => s_built.Index;

    [Fact]
    public void SearchExact_LengthsOfAls_IsInTheOrderOfFloat64()
    {
        Neighbor[] hits = new Neighbor[K];
        foreach (float[] query in Queries(60))
        {
            Assert.Equal(K, Index.SearchExact(query, hits).Count);
            CheckExact(hits, Truth(query));
        }
    }

    [Fact]
    public void SearchExact_LengthsOfAls_IsNotTheOrderOfCosine()
    {
        int shared = 0;
        Neighbor[] hits = new Neighbor[K];
        foreach (float[] query in Queries(60))
        {
            Index.SearchExact(query, hits);
            HashSet<string> near = [.. Ids(hits)];
            shared += Enumerable.Range(0, Shop.Count).OrderByDescending(product => Float64.Cosine(query, Shop.Vector(product))).Take(K).Count(product => near.Contains(Shop.Ids[product]));
        }

        Assert.InRange(shared, 0, 60 * K / 2);
    }

    /// <summary>
    /// Single products, which calibration asks; sessions of two far products and users, which it does not know. Over
    /// eight such shops the means are .927 and .903, .01 more or less each.
    /// </summary>
    [Theory]
    [InlineData(0.90f, "sessions", 0.03)]
    [InlineData(0.95f, "sessions", 0.03)]
    [InlineData(0.95f, "products", 0.035)]
    [InlineData(0.95f, "users", 0.075)]
    public void Search_RecallTarget_IsReached(float target, string family, double below)
    {
        Neighbor[] hits = new Neighbor[K];
        Neighbor[] right = new Neighbor[K];
        int found = 0;
        float[][] users = Queries(300);
        for (int i = 0; i < users.Length; i++)
        {
            SearchOptions options = new() { TargetRecall = target, Space = Space.Similar };
            string[] viewed = [Shop.Ids[(i * 7919) % Shop.Count], Shop.Ids[(i * 104_729) % Shop.Count]];
            float[] query = family == "products" ? Shop.Vector((i * 7919) % Shop.Count).ToArray() : users[i];
            SearchResult result = family == "sessions" ? Index.SearchSession(viewed, hits, options) : Index.Search(query, hits, options);
            Assert.NotEqual(SearchStrategy.Scan, result.Strategy);
            _ = family == "sessions" ? Index.SearchSessionExact(viewed, right, options) : Index.SearchExact(query, right, options);
            found += hits.Count(hit => hit.Similarity >= right[^1].Similarity);
        }

        Assert.InRange(found / (double)(K * users.Length), target - below, 1);
    }

    /// <summary>A category, and matches that lie anywhere, are asked by strategies of their own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Search_FilteredRecallTarget_IsReached(bool isCategory)
    {
        SearchOptions options = new() { Filter = isCategory ? Index.CreateFilter(f => f.InCategory("dept1")) : Index.CreateFilter(f => f.PriceBetween(0, 3_000)) };
        Neighbor[] hits = new Neighbor[K];
        Neighbor[] right = new Neighbor[K];
        int found = 0;
        float[][] queries = Queries(200);
        foreach (float[] query in queries)
        {
            Index.Search(query, hits, options);
            Index.SearchExact(query, right, options);
            found += hits.Count(hit => hit.Similarity >= right[^1].Similarity);
        }

        Assert.InRange(found / (double)(K * queries.Length), 0.92, 1);
    }

    [Fact]
    public void Search_LongerQuery_SaysProportionalDotProducts()
    {
        Neighbor[] hits = new Neighbor[K];
        Neighbor[] longer = new Neighbor[K];
        float[] query = Queries(1)[0];
        Index.SearchExact(query, hits);
        Index.SearchExact([.. query.Select(number => 8 * number)], longer);
        Assert.Equal(hits.Select(hit => hit with { Similarity = 8 * hit.Similarity }), longer);
    }

    /// <summary>The mean of what was viewed as it was given, not of unit vectors: a long vector counts more.</summary>
    [Theory]
    [InlineData(Space.Similar)]
    [InlineData(Space.Next)]
    public void SearchSession_SeveralViews_AsksTheMeanOfTheGivenVectors(Space space)
    {
        Neighbor[] hits = new Neighbor[K];
        for (int i = 0; i < 20; i++)
        {
            int[] viewed = [(i * 577) % Shop.Count, (i * 131) % Shop.Count, (i * 37) + 5];
            float[] mean = new float[Shop.Dimension];
            for (int j = 0; j < mean.Length; j++)
            {
                mean[j] = ((0.25f * Shop.Vector(viewed[0])[j]) + (0.5f * Shop.Vector(viewed[1])[j]) + Shop.Vector(viewed[2])[j]) / 1.75f;
            }

            Index.SearchSessionExact([.. viewed.Select(product => Shop.Ids[product])], hits, new SearchOptions { Space = space });
            CheckExact(hits, Truth(mean, space, viewed));
        }
    }

    /// <summary>Weights are relative, their magnitudes add up to one.</summary>
    [Fact]
    public void SearchSession_NegativeWeight_DividesByTheMagnitudes()
    {
        Neighbor[] hits = new Neighbor[K];
        float[] asked = [.. Enumerable.Range(0, Shop.Dimension).Select(i => ((3 * Shop.Vector(1)[i]) - Shop.Vector(2)[i]) / 4)];
        Index.SearchSessionExact([Shop.Ids[1], Shop.Ids[2]], hits, new SearchOptions { Space = Space.Similar, Weights = new float[] { 3, -1 } });
        CheckExact(hits, Truth(asked, Space.Similar, 1, 2));
    }

    [Fact]
    public void Similar_OneProduct_AsksItsOwnVector()
    {
        for (int product = 0; product < 400; product += 40)
        {
            IReadOnlyList<ProductHit> hits = Index.Similar(Shop.Ids[product], 3, new SearchOptions { TargetRecall = 1 });
            (double dot, int best) = Truth(Shop.Vector(product).ToArray(), Space.Similar, product)[0];
            Assert.Equal(dot, hits[0].Similarity, Tolerance * dot);
            Assert.Equal(Shop.Ids[best], hits[0].Id);
        }
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.95f)]
    public void SearchMany_EveryQuery_IsSearch(float target)
    {
        float[][] queries = Queries(40);
        SearchOptions options = new() { TargetRecall = target, Filter = Index.CreateFilter(f => f.InStock()) };
        Neighbor[] many = new Neighbor[K * queries.Length];
        Index.SearchMany([.. queries.SelectMany(query => query)], many, new SearchResult[queries.Length], options);
        Neighbor[] hits = new Neighbor[K];
        for (int i = 0; i < queries.Length; i++)
        {
            Index.Search(queries[i], hits, options);
            Assert.Equal(hits, many.AsSpan(i * K, K).ToArray());
        }
    }

    [Theory]
    [InlineData("all")]
    [InlineData("category")]
    [InlineData("scattered")]
    public void Pages_ToTheEnd_AreTheExactOrder(string matching)
    {
        float[] query = Queries(2)[1];
        SearchOptions options = new()
        {
            Filter = matching switch { "all" => null, "category" => Index.CreateFilter(f => f.InCategory("dept0/group0")), _ => Index.CreateFilter(f => f.PriceBetween(0, 2_000)) },
        };
        Neighbor[] right = new Neighbor[Shop.Count];
        right = right[..Index.SearchExact(query, right, options).Count];
        using ResultCursor cursor = ResultCursor.Open(Index, query, options with { TargetRecall = 1 });
        List<Neighbor> pages = [];
        Neighbor[] page = new Neighbor[97];
        for (int count = cursor.Next(page).Count; count > 0 && pages.Count < 2_000; count = cursor.Next(page).Count)
        {
            pages.AddRange(page[..count]);
        }

        Assert.True(pages.Count >= Math.Min(2_000, right.Length));
        Assert.Equal(right[..pages.Count], pages);
    }

    /// <summary>A dot product can be above 1 or below -1, and a lower bound for it too.</summary>
    [Fact]
    public void MinSimilarity_AboveOne_CutsTheAnswerThere()
    {
        Neighbor[] hits = new Neighbor[K];
        float[] query = Queries(1)[0];
        Index.SearchExact(query, hits);
        float least = hits[4].Similarity;
        Assert.True(least > 1);
        Assert.Equal(5, Index.SearchExact(query, new Neighbor[K], new SearchOptions { MinSimilarity = least }).Count);
        Assert.Equal(5, Index.SearchExact(query, new Neighbor[K], new SearchOptions { MinSimilarity = least, DiversityLambda = 0.9f }).Count);
        using ResultCursor cursor = ResultCursor.Open(Index, query, new SearchOptions { MinSimilarity = least, TargetRecall = 1 });
        Assert.Equal(5, cursor.Next(new Neighbor[K]).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Index.Search(query, hits, new SearchOptions { MinSimilarity = float.NaN }));
    }

    /// <summary>Equal directions are alike, whatever their lengths.</summary>
    [Fact]
    public void FoldAndDiversity_SameDirectionOfOtherLength_IsADuplicate()
    {
        float[] vectors = [4, 0, 3, 0, 2.5f, 2.5f, 0, 3, 1, 0.1f];
        using ProductIndex index = Open(vectors, 2);
        Neighbor[] hits = new Neighbor[5];
        Assert.Equal(5, index.SearchExact([1, 0.1f], hits).Count);
        Assert.Equal(["0", "1", "2", "4", "3"], hits.Select(hit => index.GetProductId(hit.Ordinal)));
        using ResultCursor cursor = ResultCursor.Open(index, [1, 0.1f], foldAt: 0.9999f);
        Assert.Equal(4, cursor.Next(hits).Count);
        Assert.Equal(["0", "2", "4", "3"], hits[..4].Select(hit => index.GetProductId(hit.Ordinal)));
        index.Search([1, 0.1f], hits.AsSpan(0, 2), new SearchOptions { DiversityLambda = 0.7f });
        Assert.Equal(["0", "2"], hits[..2].Select(hit => index.GetProductId(hit.Ordinal)));
        Assert.Equal(2.75f, hits[1].Similarity, 1e-6f);
    }

    [Fact]
    public void GetVector_AnyProduct_IsItsDirectionAndLength()
    {
        float[] vector = new float[Shop.Dimension];
        for (int product = 0; product < 200; product++)
        {
            Assert.True(Index.TryGetOrdinal(Shop.Ids[product], out int ordinal));
            double length = Float64.Length(Shop.Vector(product));
            Assert.Equal(length, Index.GetVector(ordinal, vector), 1e-6 * length);
            Assert.Equal(1, Float64.Length(vector), 1e-6);
            Assert.Equal(1, Float64.Cosine(vector, Shop.Vector(product)), 1e-6);
        }
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-19f)]
    [InlineData(1e15f)]
    public void SearchExact_SmallAndLargeNumbers_StaysInOrder(float size)
    {
        TestShop shop = new(300, 8, seed: 4, similarity: Similarity.Dot);
        float[] vectors = [.. shop.Vectors.Select(number => number * size)];
        using ProductIndex index = Open(vectors, 8);
        using ProductIndex plain = Open(shop.Vectors, 8);
        Neighbor[] hits = new Neighbor[K];
        Neighbor[] right = new Neighbor[K];
        index.SearchExact(shop.Vector(3), hits);
        plain.SearchExact(shop.Vector(3), right);
        Assert.Equal(Ids(plain, right), Ids(index, hits));
        Assert.All(hits.Zip(right), pair => Assert.Equal(1, pair.First.Similarity / size / pair.Second.Similarity, 1e-6));
    }

    /// <summary>Sixty powers of ten between the shortest and the longest vector of one shop.</summary>
    [Fact]
    public void SearchExact_LengthsFarApart_StaysInOrder()
    {
        float[] vectors = [1e30f, 0, 1e-30f, 1e-31f, 2e-30f, 0, 0, 1e10f, 1, 1, -1e30f, 0];
        using ProductIndex index = Open(vectors, 2);
        Neighbor[] hits = new Neighbor[6];
        Assert.Equal(6, index.SearchExact([2, 0], hits).Count);
        Assert.Equal(["0", "4", "2", "1", "3", "5"], Ids(index, hits));
        Assert.All(hits.Zip([2e30, 2, 4e-30, 2e-30, 0, -2e30]), pair => Assert.Equal(pair.Second, pair.First.Similarity, 1e-6 * Math.Abs(pair.Second)));
    }

    /// <summary>A dot product beyond float32 is the largest number of it; the order is that of the whole numbers.</summary>
    [Fact]
    public void SearchExact_DotProductsBeyondFloat32_AreTheLargestInOrder()
    {
        using ProductIndex index = Open([1e30f, 0, 2e30f, 1, -1e30f, 0], 2);
        Neighbor[] hits = new Neighbor[3];
        Assert.Equal(3, index.SearchExact([1e30f, 0], hits).Count);
        Assert.Equal(["1", "0", "2"], Ids(index, hits));
        Assert.Equal([float.MaxValue, float.MaxValue, -float.MaxValue], hits.Select(hit => hit.Similarity));
    }

    [Fact]
    public void SearchExact_OneNumber_IsTheProduct()
    {
        using ProductIndex index = Open([2, -3, 0.5f], 1);
        Neighbor[] hits = new Neighbor[3];
        index.SearchExact([-2], hits);
        Assert.Equal(["1", "2", "0"], Ids(index, hits));
        Assert.All(hits.Zip([6f, -1f, -4f]), pair => Assert.Equal(pair.Second, pair.First.Similarity, 1e-6f));
    }

    /// <summary>Similar by cosine and Next by dot product in one file: a session of unit vectors asks Next.</summary>
    [Fact]
    public void SearchSession_NextAloneByDotProduct_AsksWithUnitVectors()
    {
        TestShop shop = new(400, 8, seed: 21, withNext: true, nextSimilarity: Similarity.Dot);
        using ProductIndex index = ProductIndex.Open(shop.Builder().BuildToMemory(), OpenMode.Verify);
        Assert.Equal((Similarity.Cosine, Similarity.Dot, 8), (index.Info.Similarity, index.Info.NextSimilarity!.Value, index.Dimension));
        Neighbor[] hits = new Neighbor[1];
        index.SearchSessionExact([shop.Ids[7]], hits);
        double best = Enumerable.Range(0, shop.Count).Where(product => product != 7)
            .Max(product => Float64.Dot(shop.Vector(7), shop.NextVectors.AsSpan(product * 8, 8)) / Float64.Length(shop.Vector(7)));
        Assert.Equal(best, hits[0].Similarity, 1e-4 * best);
        index.SearchSessionExact([shop.Ids[7]], hits, new SearchOptions { Space = Space.Similar });
        Assert.Equal(Enumerable.Range(0, shop.Count).Where(product => product != 7).Max(product => Float64.Cosine(shop.Vector(7), shop.Vector(product))), hits[0].Similarity, 1e-4);
    }

    private static ProductIndex Open(float[] vectors, int dimension) => ProductIndex.Open(
        new ProductIndexBuilder(new BuildOptions { Similarity = Similarity.Dot, M = 8, EfConstruction = 40 }).UseVectors(vectors, dimension).BuildToMemory(),
        OpenMode.Verify);

    /// <summary>Vectors of users: of no product's direction, and of any length.</summary>
    private static float[][] Queries(int count)
    {
        SeededRandom random = new(99);
        float[][] queries = new float[count][];
        for (int i = 0; i < count; i++)
        {
            queries[i] = new float[Shop.Dimension];
            float length = 0.2f + (4 * (float)random.NextDouble());
            int first = random.NextInt(Shop.Count);
            int second = random.NextInt(Shop.Count);
            for (int j = 0; j < queries[i].Length; j++)
            {
                queries[i][j] = length * (Shop.Vector(first)[j] + (i % 2 == 0 ? Shop.Vector(second)[j] : 0) + TestShop.Normal(ref random));
            }
        }

        return queries;
    }

    private static List<(double Dot, int Product)> Truth(float[] query, Space space = Space.Similar, params int[] without)
    {
        float[] rows = space == Space.Similar ? Shop.Vectors : Shop.NextVectors;
        return [.. Enumerable.Range(0, Shop.Count).Except(without)
            .Select(product => (Dot: Float64.Dot(query, rows.AsSpan(product * Shop.Dimension, Shop.Dimension)), Product: product))
            .OrderByDescending(hit => hit.Dot)];
    }

    /// <summary>The k best up to ties, each with its own dot product.</summary>
    private static void CheckExact(ReadOnlySpan<Neighbor> hits, List<(double Dot, int Product)> truth)
    {
        Dictionary<string, (double Dot, int Product)> all = truth.ToDictionary(hit => Shop.Ids[hit.Product]);
        for (int i = 0; i < hits.Length; i++)
        {
            (double dot, _) = all[Index.GetProductId(hits[i].Ordinal)];
            double tolerance = Tolerance * Math.Abs(dot);
            Assert.Equal(dot, hits[i].Similarity, tolerance);
            Assert.True(dot >= truth[i].Dot - tolerance, $"rank {i} has {dot}, right is {truth[i].Dot}");
        }
    }

    private static IEnumerable<string> Ids(Neighbor[] hits) => Ids(Index, hits);

    private static IEnumerable<string> Ids(ProductIndex index, Neighbor[] hits) => hits.Select(hit => index.GetProductId(hit.Ordinal));
}
