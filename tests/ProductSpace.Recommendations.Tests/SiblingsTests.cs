namespace ProductSpace.Recommendations.Tests;

public class SiblingsTests
{
    private const int K = 12;

    private static readonly RecommendedShop s_shop = RecommendedShop.Shared;

    private static ProductIndex Index => s_shop.Index;

    [Fact]
    public void Similar_AnyProducts_FindsWhatTheExactOneFinds()
    {
        Recommendation[] hits = new Recommendation[K];
        Recommendation[] right = new Recommendation[K];
        int shared = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            int[] products = Products(seed, 1 + (seed % 3));
            Assert.Equal(K, Index.Similar(products, hits).Count);
            Index.SimilarExact(products, right);
            HashSet<int> truth = [.. right.Select(hit => hit.Ordinal)];
            shared += hits.Count(hit => truth.Contains(hit.Ordinal));
            Assert.DoesNotContain(hits, hit => products.Contains(hit.Ordinal));
        }

        Assert.InRange(shared / (60.0 * K), 0.97, 1);
    }

    /// <summary>The similarity, standardised by the sample of products, and what the category adds.</summary>
    [Fact]
    public void SimilarExact_OneProduct_IsTheFormula()
    {
        Recommendation[] hits = new Recommendation[Index.Count - 1];
        Placement similar = Index.GetPlacement("similar");
        for (int product = 0; product < Index.Count; product += 500)
        {
            Assert.Equal(hits.Length, Index.SimilarExact([product], hits).Count);
            double[] standard = Standard(product);
            foreach (Recommendation hit in hits)
            {
                string own = Index.GetCategory(product);
                string other = Index.GetCategory(hit.Ordinal);
                double near = own == other ? 1 : own.Split('/')[0] == other.Split('/')[0] ? 0.5 : 0;
                Assert.Equal(standard[hit.Ordinal] + (similar.CategoryWeight * near), hit.Score, 2e-3);
            }
        }
    }

    [Fact]
    public void Similar_HeavyCategory_ShowsTheCategoryThenItsSiblings()
    {
        Placement heavy = Index.GetPlacement("similar") with { CategoryWeight = 100 };
        Recommendation[] hits = new Recommendation[400];
        Index.SimilarExact([700], hits, heavy);
        string[] own = Index.GetCategory(700).Split('/');
        Assert.All(hits.Take(99), hit => Assert.Equal($"{own[0]}/{own[1]}", Index.GetCategory(hit.Ordinal)));
        Assert.All(hits.Skip(99), hit => Assert.StartsWith($"{own[0]}/", Index.GetCategory(hit.Ordinal), StringComparison.Ordinal));
    }

    /// <summary>A category counts for products that a delta brought or changed, and for one of them as the question.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Similar_ProductsOfADelta_CountInTheirCategory(bool asksForOne)
    {
        Rules.RuledShop shop = Rules.RuledShop.Of(1, 240);
        ProductIndex index = shop.Index;
        List<int> all = shop.Products();
        int like = asksForOne && index.TryGetOrdinal("new18", out int added) ? added : all.First(ordinal => index.GetCategory(ordinal) == "c1/c1");
        string own = index.GetCategory(like);
        Recommendation[] hits = new Recommendation[all.Count];
        RecommendationResult result = index.SimilarExact([like], hits, index.GetPlacement("similar") with { CategoryWeight = 100 });
        bool[] isSame = [.. hits.Take(result.Count - result.Filled).Select(hit => index.GetCategory(hit.Ordinal) == own)];
        int same = isSame.Count(one => one);
        Assert.All(isSame.Take(same), Assert.True);
        Assert.Contains(hits.Take(same), hit => hit.Ordinal >= index.Count);
        Assert.InRange(same, 2, all.Count / 2);
    }

    /// <summary>All that the rows of the cart name, the table's standard score less twice that of the similarity.</summary>
    [Fact]
    public void GoesWith_AnyCart_IsTheFormulaAndTheExactAnswer()
    {
        Recommendation[] hits = new Recommendation[K];
        Recommendation[] right = new Recommendation[K];
        for (int seed = 0; seed < 20; seed++)
        {
            int[] cart = Products(seed, 1);
            Dictionary<int, double> row = s_shop.Rows[Array.IndexOf(s_shop.Ordinals, cart[0])].ToDictionary(entry => s_shop.Ordinals[entry.Product], entry => (double)entry.Weight);
            row.Remove(cart[0]);
            RecommendationResult result = Index.GoesWith(cart, hits);
            Assert.Equal(result, Index.GoesWithExact(cart, right));
            Assert.Equal(right, hits);
            Assert.Equal(K, result.Count);
            Assert.Equal(Math.Min(K, row.Count), result.Count - result.Filled);
            double[] likeness = Standard(cart[0]);
            double[] all = [.. Enumerable.Range(0, Index.Count).Select(product => s_shop.Rows[Array.IndexOf(s_shop.Ordinals, cart[0])].Where(entry => s_shop.Ordinals[entry.Product] == product).Sum(entry => (double)entry.Weight))];
            double mean = all.Average();
            double deviation = Math.Sqrt(all.Average(one => one * one) - (mean * mean));
            double[] expected = [.. row.Select(entry => ((entry.Value - mean) / deviation) - (2 * likeness[entry.Key])).OrderDescending()];
            for (int i = 0; i < Math.Min(K, expected.Length); i++)
            {
                Assert.Equal(expected[i], hits[i].Score, 0.02 * (1 + Math.Abs(expected[i])));
                Assert.Equal(RecommendationSource.Table, hits[i].Source);
            }
        }
    }

    [Fact]
    public void Why_PlacementsOfSiblings_PartsAddUpToTheScore()
    {
        Recommendation[] hits = new Recommendation[K];
        foreach (string name in Index.GetPlacementNames())
        {
            Placement placement = Index.GetPlacement(name) with { TargetRecall = 1, Interests = 1 };
            ShopperEvent[] events = [new(40, ShopperEventKind.Cart), new(900, ShopperEventKind.Cart)];
            RecommendationResult result = Index.Recommend(new ShopperState(events), hits, placement);
            foreach (Recommendation hit in hits.Take(result.Count - result.Filled))
            {
                ScoreExplanation why = Index.Why(new ShopperState(events), hit.Ordinal, placement);
                Assert.Equal(hit.Score, why.Score, 1e-4);
                Assert.Equal(why.Score, why.Parts.Sum(part => part.Value), 1e-4);
            }
        }

        ScoreExplanation similar = Index.Why(new ShopperState([new(700)]), 701, Index.GetPlacement("similar"));
        Assert.Equal(Index.GetCategory(700) == Index.GetCategory(701), similar.Parts.Any(part => part.Source == RecommendationSource.Category && part.Value == 0.5));
    }

    [Fact]
    public void Trending_AnyFilter_IsTheExactAnswer()
    {
        foreach (ProductFilter? filter in (ProductFilter?[])[null, Index.CreateFilter(f => f.InCategory("c1")), Index.CreateFilter(f => f.PriceBetween(10, 19))])
        {
            Recommendation[] hits = new Recommendation[50];
            Recommendation[] right = new Recommendation[50];
            SearchOptions options = new() { Filter = filter, Exclude = new[] { 3, 30, 300 } };
            int count = Index.Trending(hits, options);
            Assert.Equal(count, Index.TrendingExact(right, options));
            Assert.InRange(count, 7, 50);
            Assert.Equal(right.Select(hit => hit.Score), hits.Select(hit => hit.Score));
            Assert.Equal(right.Where(hit => hit.Score > 0).Select(hit => hit.Ordinal).Order(), hits.Where(hit => hit.Score > 0).Select(hit => hit.Ordinal).Order());
        }
    }

    [Fact]
    public void Siblings_Warm_AllocateNothing()
    {
        Recommendation[] hits = new Recommendation[K];
        int[] cart = [3, 700, 1500];
        ShopperEvent[] bought = [new(3, ShopperEventKind.Purchase, 30), new(9, ShopperEventKind.Purchase, 10), new(3, ShopperEventKind.Purchase, 8)];
        Action work = () =>
        {
            Index.Similar(cart, hits);
            Index.GoesWith(cart, hits);
            Index.Trending(hits);
            Index.BuyAgain(new ShopperState(bought), hits);
            Index.Recommend(new ShopperState(bought), hits, Index.GetPlacement("home"));
        };
        for (int i = 0; i < 100; i++)
        {
            work();
        }

        Assert.Equal(0, Allocated.Least(work));
    }

    private static int[] Products(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Index.Count))];
    }

    /// <summary>Standard scores of the similarities to a product, in float64.</summary>
    private static double[] Standard(int product)
    {
        float[] query = new float[RecommendedShop.Dimension];
        float[] vector = new float[RecommendedShop.Dimension];
        Index.GetVector(product, query);
        double[] similarities = new double[Index.Count];
        for (int ordinal = 0; ordinal < similarities.Length; ordinal++)
        {
            Index.GetVector(ordinal, vector);
            similarities[ordinal] = query.Zip(vector, (a, b) => (double)a * b).Sum();
        }

        double[] sample = [.. Enumerable.Range(0, 256).Select(i => similarities[(int)((long)i * Index.Count / 256)])];
        double mean = sample.Average();
        double deviation = Math.Sqrt(sample.Average(one => one * one) - (mean * mean));
        return [.. similarities.Select(one => (one - mean) / deviation)];
    }
}
