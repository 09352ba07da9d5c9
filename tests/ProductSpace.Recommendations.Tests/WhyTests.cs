namespace ProductSpace.Recommendations.Tests;

public class WhyTests
{
    private const int K = 12;

    private static ProductIndex Index => RecommendedShop.Shared.Index;

    private static readonly ShopperEvent[] s_events = [new(50), new(1_500, ShopperEventKind.Cart), new(2_900)];

    [Fact]
    public void Why_EveryRecommendation_PartsAddUpToItsScore()
    {
        Recommendation[] hits = new Recommendation[K];
        Index.RecommendExact(new ShopperState(s_events), hits);
        foreach (Recommendation hit in hits)
        {
            ScoreExplanation why = Index.Why(new ShopperState(s_events), hit.Ordinal);
            Assert.Equal(hit.Score, (float)why.Score);
            Assert.Equal(why.Score, why.Parts.Sum(part => part.Value), 9);
            Assert.All(why.Parts, part => Assert.True(part.Event == -1 || s_events.Any(one => one.Ordinal == part.Event)));
            Assert.All(why.Parts, part => Assert.Equal(part.Source == RecommendationSource.Table ? "random" : "", part.Table));
            int most = why.Parts.Where(part => part.Event >= 0).GroupBy(part => part.Event).MaxBy(parts => parts.Sum(part => part.Value))!.Key;
            Assert.Equal(hit.Because, most);
        }
    }

    /// <summary>What the vectors bring is what is left when a view is taken away, but for the length of the mean: by the formula.</summary>
    [Fact]
    public void Why_OneView_BringsEverything()
    {
        Placement vectors = new() { TableWeights = [0] };
        ScoreExplanation why = Index.Why(new ShopperState([new(50)]), 1_000, vectors);
        float[] similarity = new float[257];
        int[] sample = [.. Enumerable.Range(0, 256).Select(i => (int)((long)i * Index.Count / 256)), 1_000];
        Index.ScoreSession([50], sample, similarity, new SearchOptions { IncludeViewed = true });
        double mean = similarity.Take(256).Average(one => (double)one);
        double deviation = Math.Sqrt(similarity.Take(256).Average(one => (double)one * one) - (mean * mean));
        Assert.Equal(similarity[256] / deviation, why.Parts.Single(part => part.Event == 50).Value, 4);
        Assert.Equal(-mean / deviation, why.Parts.Single(part => part.Event == -1).Value, 4);
    }

    [Fact]
    public void Why_ProductThatMayNotBeShown_HasNoScore()
    {
        ScoreExplanation why = Index.Why(new ShopperState(s_events), 50);
        Assert.True(double.IsNaN(why.Score));
        Assert.Empty(why.Parts);
    }

    [Fact]
    public void WhyNot_EveryCause_IsTold()
    {
        Recommendation[] right = new Recommendation[Index.Count];
        RecommendationResult exact = Index.RecommendExact(new ShopperState(s_events), right);
        int[] order = [.. right.Take(exact.Count).Select(hit => hit.Ordinal)];
        ProductFilter filter = Index.CreateFilter(f => f.InCategory(Index.GetCategory(order[0])));
        int outside = order.First(ordinal => !filter.Contains(ordinal));

        Assert.Equal(AbsenceCause.None, Cause(order[0]));
        Assert.Equal(new Absence(AbsenceCause.LowerScore, 501, right[500].Score), Index.WhyNot(new ShopperState(s_events), order[500], K));
        Assert.Equal(AbsenceCause.Gone, Cause(-1));
        Assert.Equal(AbsenceCause.Gone, Cause(Index.Count));
        Assert.Equal(AbsenceCause.AlreadyKnown, Cause(50));
        Assert.Equal(AbsenceCause.Excluded, Cause(order[0], new SearchOptions { Exclude = new[] { order[0] } }));
        Assert.Equal(AbsenceCause.Excluded, Index.WhyNot(new ShopperState(s_events) { Excluded = [order[0]] }, order[0], K).Cause);
        Assert.Equal(AbsenceCause.Filtered, Cause(outside, new SearchOptions { Filter = filter }));
        Assert.Equal(AbsenceCause.NotInATable, Index.WhyNot(new ShopperState(s_events), order[^1], K, new Placement { VectorWeight = 0 }).Cause);
        int least = Enumerable.Range(0, Index.Count).First(ordinal => Index.GetPopularity(ordinal) == 0);
        Assert.Equal(AbsenceCause.LessPopular, Index.WhyNot(new ShopperState([]), least, K).Cause);
    }

    /// <summary>One candidate and a low target: what the exact answer shows and the search did not find.</summary>
    [Fact]
    public void WhyNot_SearchTooShort_IsTold()
    {
        Placement hasty = new() { TableWeights = [0], Candidates = 1, TargetRecall = .01f };
        Assert.Contains(Enumerable.Range(0, 200), view =>
        {
            ShopperState state = new([new(view)]);
            Recommendation[] right = new Recommendation[3];
            Index.RecommendExact(state, right, hasty);
            return right.Any(hit => Index.WhyNot(new ShopperState([new(view)]), hit.Ordinal, 3, hasty).Cause == AbsenceCause.MissedByTheSearch);
        });
    }

    private static AbsenceCause Cause(int ordinal, SearchOptions options = default) => Index.WhyNot(new ShopperState(s_events), ordinal, K, null, options).Cause;
}
