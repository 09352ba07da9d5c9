namespace ProductSpace.Recommendations.Tests;

public class ProductRecommendationsTests
{
    private const int K = 12;

    private static readonly RecommendedShop s_shop = RecommendedShop.Shared;

    private static ProductIndex Index => s_shop.Index;

    public static TheoryData<string> Placements => ["default", "tables", "vectors", "similar", "history"];

    /// <summary>The exact answer against the formula written down again, over all products.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void RecommendExact_EveryPlacement_IsTheFormula(string name)
    {
        Placement placement = Of(name);
        for (int seed = 0; seed < 10; seed++)
        {
            ShopperEvent[] events = Events(seed, 1 + (seed % 6));
            Recommendation[] hits = new Recommendation[K];
            RecommendationResult result = Index.RecommendExact(new ShopperState(events), hits, placement);
            Assert.Equal(K, result.Count);
            (int Ordinal, double Score)[] expected = Formula(events, placement);
            int chosen = Math.Min(K, expected.Length);
            Assert.Equal(K - chosen, result.Filled);
            for (int i = 0; i < chosen; i++)
            {
                Assert.Equal(expected[i].Score, hits[i].Score, 2e-3);
            }

            Assert.True(hits.Take(chosen).Count(hit => expected.Take(chosen).Any(one => one.Ordinal == hit.Ordinal)) >= chosen - 1);
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Recommend_EveryPlacement_FindsWhatTheExactOneFinds(string name)
    {
        Placement placement = Of(name);
        int shared = 0;
        Recommendation[] hits = new Recommendation[K];
        Recommendation[] right = new Recommendation[K];
        for (int seed = 0; seed < 60; seed++)
        {
            ShopperEvent[] events = Events(seed, 1 + (seed % 6));
            Index.Recommend(new ShopperState(events), hits, placement);
            Index.RecommendExact(new ShopperState(events), right, placement);
            HashSet<int> truth = [.. right.Select(hit => hit.Ordinal)];
            shared += hits.Count(hit => truth.Contains(hit.Ordinal));
            Assert.Equal(K, hits.Select(hit => hit.Ordinal).Distinct().Count());
        }

        Assert.InRange(shared / (60.0 * K), 0.97, 1);
    }

    /// <summary>Always min(k, matches), whatever the filter and the events: unknown, none, or all matches viewed.</summary>
    /// <summary>
    /// Where nothing but vectors and tables counts, the k nearest and the rows of the tables hold the exact answer.
    /// </summary>
    [Theory]
    [InlineData(1, 0.5f)]
    [InlineData(0.1f, 3)]
    [InlineData(5, 0)]
    public void Recommend_OneCandidate_IsTheExactAnswer(float vectors, float table)
    {
        Random random = new(3);
        Placement placement = new() { Candidates = 1, TargetRecall = 1, VectorWeight = vectors, TableWeights = [table] };
        for (int i = 0; i < 40; i++)
        {
            ShopperEvent[] events = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new ShopperEvent(random.Next(RecommendedShop.Products)))];
            Recommendation[] hits = new Recommendation[random.Next(1, 25)];
            Recommendation[] right = new Recommendation[hits.Length];
            RecommendedShop.Shared.Index.Recommend(new ShopperState(events), hits, placement);
            RecommendedShop.Shared.Index.RecommendExact(new ShopperState(events), right, placement);
            Assert.Equal(right, hits);
        }
    }

    [Fact]
    public void Recommend_AnyFilterAndEvents_IsFull()
    {
        Recommendation[] hits = new Recommendation[40];
        foreach (ProductFilter? filter in (ProductFilter?[])[
            null,
            Index.CreateFilter(f => f.InCategory("c1/c1")),
            Index.CreateFilter(f => f.PriceBetween(10, 19)),
            Index.CreateFilter(f => f.PriceBetween(-5, -1), allowUnknown: true)])
        {
            int matches = filter?.Count ?? Index.Count;
            foreach (ShopperEvent[] events in (ShopperEvent[][])[[], [new(-7), new(int.MaxValue)], Events(3, 4)])
            {
                RecommendationResult result = Index.Recommend(new ShopperState(events), hits, null, new SearchOptions { Filter = filter });
                int viewed = events.Select(one => one.Ordinal).Distinct().Count(ordinal => ordinal >= 0 && ordinal < Index.Count && (filter is null || filter.Contains(ordinal)));
                Assert.Equal(Math.Min(hits.Length, matches - viewed), result.Count);
                Assert.All(hits.Take(result.Count), hit => Assert.True(filter is null || filter.Contains(hit.Ordinal)));
                Assert.Equal(result.Count, hits.Take(result.Count).Select(hit => hit.Ordinal).Distinct().Count());
                Assert.DoesNotContain(hits.Take(result.Count), hit => events.Any(one => one.Ordinal == hit.Ordinal));
            }
        }
    }

    [Fact]
    public void Recommend_NoEvents_IsWhatIsPopularInTheShop()
    {
        Recommendation[] hits = new Recommendation[20];
        RecommendationResult result = Index.Recommend(new ShopperState([]), hits);
        Assert.Equal((20, 20, 0), (result.Count, result.Filled, result.KnownEvents));
        float[] best = [.. s_shop.Popularity.OrderDescending().Take(20)];
        Assert.Equal(best, hits.Select(hit => hit.Score));
        Assert.All(hits, hit => Assert.Equal((RecommendationSource.PopularInShop, -1), (hit.Source, hit.Because)));
    }

    /// <summary>Tables alone, asked by a product whose row is empty: the category first, then the shop.</summary>
    [Fact]
    public void Recommend_NothingLearned_FillsFromTheCategoryFirst()
    {
        Placement tables = Of("tables");
        Recommendation[] hits = new Recommendation[120];
        RecommendationResult result = Index.Recommend(new ShopperState([new(s_shop.Ordinals[9])]), hits, tables);
        Assert.Equal((120, 120, 1), (result.Count, result.Filled, result.KnownEvents));
        int ofCategory = hits.Count(hit => hit.Source == RecommendationSource.PopularInCategory);
        Assert.InRange(ofCategory, 60, 64);
        Assert.All(hits.Take(ofCategory), hit => Assert.Equal("c4/c9", Index.GetCategory(hit.Ordinal)));
        Assert.All(hits.Skip(ofCategory), hit => Assert.Equal(RecommendationSource.PopularInShop, hit.Source));
    }

    [Fact]
    public void Recommend_LeavesOut_WhatThePlacementAndTheShopperSay()
    {
        ShopperEvent[] events = [new(1), new(2, ShopperEventKind.Cart), new(3, ShopperEventKind.Purchase)];
        Placement all = new() { ExcludesViewed = false, ExcludesCart = false, ExcludesPurchased = false, Space = Space.Similar };
        Recommendation[] hits = new Recommendation[50];
        Index.Recommend(new ShopperState(events), hits, all);
        Assert.Equal([1, 2, 3], hits.Select(hit => hit.Ordinal).Where(ordinal => ordinal is 1 or 2 or 3).Order());
        Index.Recommend(new ShopperState(events) { Excluded = [3] }, hits, all with { ExcludesCart = true });
        Assert.Equal([1], hits.Select(hit => hit.Ordinal).Where(ordinal => ordinal is 1 or 2 or 3));
    }

    /// <summary>A product that only the row of one view names was brought by that view.</summary>
    [Fact]
    public void Recommend_TableOnly_NamesTheViewThatBroughtIt()
    {
        Placement tables = Of("tables");
        int product = Enumerable.Range(0, 100).First(i => s_shop.Rows[i].Length > 0);
        int other = Enumerable.Range(200, 100).First(i => s_shop.Rows[i].Length > 0);
        Recommendation[] hits = new Recommendation[K];
        Index.Recommend(new ShopperState([new(s_shop.Ordinals[product]), new(s_shop.Ordinals[other])]), hits, tables);
        foreach (Recommendation hit in hits.Where(hit => hit.Source == RecommendationSource.Table))
        {
            int target = Array.IndexOf(s_shop.Ordinals, hit.Ordinal);
            bool isOfProduct = s_shop.Rows[product].Any(entry => entry.Product == target);
            bool isOfOther = s_shop.Rows[other].Any(entry => entry.Product == target);
            Assert.True(isOfProduct || isOfOther);
            if (isOfProduct != isOfOther)
            {
                Assert.Equal(s_shop.Ordinals[isOfProduct ? product : other], hit.Because);
            }
        }
    }

    [Fact]
    public void Recommend_WrongPlacement_SaysWhich()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Index.Recommend(new ShopperState([]), new Recommendation[1], new Placement { Decay = 0 }));
        Assert.Contains("Decay of the placement must be above 0 and at most 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_Warm_AllocatesNothing()
    {
        ShopperEvent[] events = Events(1, 5);
        Recommendation[] hits = new Recommendation[K];
        Placement placement = new();
        ProductFilter filter = Index.CreateFilter(f => f.InCategory("c1"));
        Action work = () =>
        {
            Index.Recommend(new ShopperState(events), hits, placement);
            Index.Recommend(new ShopperState(events), hits, placement, new SearchOptions { Filter = filter });
            Index.Recommend(new ShopperState([]), hits, placement);
        };
        for (int i = 0; i < 100; i++)
        {
            work();
        }

        Assert.Equal(0, Allocated.Least(work));
    }

    private static Placement Of(string name) => name switch
    {
        "tables" => new Placement { VectorWeight = 0 },
        "vectors" => new Placement { TableWeights = [0] },
        "similar" => new Placement { Space = Space.Similar, TableWeights = [2], TableDecay = .7f },
        "history" => new Placement { HalfLifeDays = 3, CartWeight = 2, LastEvents = 3, LastTableEvents = 2 },
        _ => new Placement(),
    };

    private static ShopperEvent[] Events(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(i => new ShopperEvent(random.Next(Index.Count), (ShopperEventKind)(i % 3), count - i))];
    }

    /// <summary>Weighted standard scores, in float64, over all products that were not viewed, best first.</summary>
    private static (int Ordinal, double Score)[] Formula(ShopperEvent[] events, Placement placement)
    {
        double[] weights = new double[events.Length];
        double[] tableWeights = new double[events.Length];
        for (int i = 0; i < events.Length; i++)
        {
            int back = events.Length - 1 - i;
            double weight = (events[i].Kind == ShopperEventKind.View ? 1 : placement.CartWeight)
                * (placement.HalfLifeDays > 0 ? Math.Pow(2, -events[i].AgeDays / placement.HalfLifeDays) : 1);
            weights[i] = back < placement.LastEvents ? weight * Math.Pow(placement.Decay, back) : 0;
            tableWeights[i] = back < placement.LastTableEvents ? weight * Math.Pow(placement.TableDecay, back) : 0;
        }

        double[] query = new double[RecommendedShop.Dimension];
        float[] vector = new float[RecommendedShop.Dimension];
        for (int i = 0; i < events.Length; i++)
        {
            Index.GetVector(events[i].Ordinal, vector);
            for (int j = 0; j < vector.Length; j++)
            {
                query[j] += weights[i] * vector[j];
            }
        }

        double length = Math.Sqrt(query.Sum(number => number * number));
        double[] similarities = new double[Index.Count];
        for (int ordinal = 0; ordinal < similarities.Length; ordinal++)
        {
            Index.GetVector(ordinal, vector, placement.Space ?? Space.Next);
            similarities[ordinal] = Enumerable.Range(0, vector.Length).Sum(j => query[j] * vector[j]) / length;
        }

        double[] sample = [.. Enumerable.Range(0, 256).Select(i => similarities[(int)((long)i * Index.Count / 256)])];
        double[] table = new double[Index.Count];
        for (int i = 0; i < events.Length; i++)
        {
            foreach ((int product, float weight) in s_shop.Rows[Array.IndexOf(s_shop.Ordinals, events[i].Ordinal)])
            {
                table[s_shop.Ordinals[product]] += tableWeights[i] * weight;
            }
        }

        double tableWeight = placement.TableWeights.Count > 0 ? placement.TableWeights[0] : Placement.DefaultTableWeight;
        return [.. Enumerable.Range(0, Index.Count)
            .Where(ordinal => !events.Any(one => one.Ordinal == ordinal) && (placement.VectorWeight > 0 || table[ordinal] > 0))
            .Select(ordinal => (ordinal, (placement.VectorWeight * Standard(similarities[ordinal], sample)) + (tableWeight * Standard(table[ordinal], table))))
            .OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.ordinal)];
    }

    private static double Standard(double score, double[] of)
    {
        double mean = of.Average();
        double deviation = Math.Sqrt(of.Average(one => one * one) - (mean * mean));
        return deviation > 1e-9 ? (score - mean) / deviation : 0;
    }
}
