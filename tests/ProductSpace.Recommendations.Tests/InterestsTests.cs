using Xunit.Abstractions;

namespace ProductSpace.Recommendations.Tests;

/// <summary>Shoppers who look for two things at once.</summary>
public class InterestsTests(ITestOutputHelper output)
{
    private const int K = 12;

    private static readonly Placement s_one = new() { TableWeights = [0], Space = Space.Similar };

    private static readonly Placement s_two = s_one with { Interests = 2 };

    /// <summary>Tells nearly every two categories of the shop apart.</summary>
    private static readonly Placement s_apart = s_two with { InterestSimilarity = 0.4f };

    private static ProductIndex Index => RecommendedShop.Shared.Index;

    /// <summary>Every prefix holds both interests by their weight, and each product is due to an event of its interest.</summary>
    [Fact]
    public void Recommend_TwoInterests_TakeTurns()
    {
        int[] cakestands = InCategory("c1/c1");
        int[] boots = InCategory("c2/c2");
        ShopperEvent[] events = [new(boots[0]), new(cakestands[0]), new(boots[1]), new(cakestands[1]), new(boots[2]), new(cakestands[2])];
        Placement even = s_apart with { Decay = 1 };
        Recommendation[] hits = new Recommendation[K];
        RecommendationResult result = Index.Recommend(new ShopperState(events), hits, even);
        Assert.Equal((K, 0, 6), (result.Count, result.Filled, result.KnownEvents));
        for (int i = 0; i < K; i++)
        {
            string category = hits[i].Interest == 0 ? "c1/c1" : "c2/c2";
            Assert.Equal(i % 2, hits[i].Interest);
            Assert.Equal(category, Index.GetCategory(hits[i].Because));
        }

        Assert.InRange(hits.Count(hit => Index.GetCategory(hit.Ordinal) == "c1/c1"), 5, 6);
        Assert.InRange(hits.Count(hit => Index.GetCategory(hit.Ordinal) == "c2/c2"), 5, 6);
        Assert.Equal(K, hits.Select(hit => hit.Ordinal).Distinct().Count());
        Assert.DoesNotContain(hits, hit => events.Any(one => one.Ordinal == hit.Ordinal));

        // The later interest weighs more where older events fade.
        Index.Recommend(new ShopperState(events), hits, even with { Decay = 0.5f });
        Assert.Equal(8, hits.Count(hit => hit.Interest == 0));
    }

    /// <summary>Each part of the answer is what its events alone would bring.</summary>
    [Fact]
    public void RecommendExact_TwoInterests_AreTwoAnswers()
    {
        int[] cakestands = InCategory("c1/c1");
        int[] boots = InCategory("c2/c2");
        ShopperEvent[] events = [new(boots[0]), new(boots[1]), new(cakestands[0]), new(cakestands[1])];
        Recommendation[] hits = new Recommendation[K];
        Index.RecommendExact(new ShopperState(events), hits, s_apart);
        foreach (int interest in new[] { 0, 1 })
        {
            Recommendation[] alone = new Recommendation[K];
            int[] others = [.. events.Select(one => one.Ordinal)];
            Index.RecommendExact(new ShopperState(interest == 0 ? events[2..] : events[..2]) { Excluded = others }, alone, s_one);
            Recommendation[] part = [.. hits.Where(hit => hit.Interest == interest)];
            Assert.Equal(alone.Take(part.Length).Select(hit => (hit.Ordinal, hit.Score)), part.Select(hit => (hit.Ordinal, hit.Score)));
            Assert.NotEmpty(part);
        }

        ScoreExplanation why = Index.Why(new ShopperState(events), hits[0].Ordinal, s_apart);
        Assert.Equal(hits[0].Score, why.Score, 1e-4);
    }

    [Fact]
    public void Recommend_AnyEvents_FindsWhatTheExactOneFindsAndIsFull()
    {
        Placement three = new() { Interests = 3 };
        Recommendation[] hits = new Recommendation[K];
        Recommendation[] right = new Recommendation[K];
        int shared = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            ShopperEvent[] events = [.. Enumerable.Range(0, seed).Select(_ => new ShopperEvent(random.Next(-2, Index.Count)))];
            Assert.Equal(K, Index.Recommend(new ShopperState(events), hits, three).Count);
            Index.RecommendExact(new ShopperState(events), right, three);
            HashSet<int> truth = [.. right.Select(hit => hit.Ordinal)];
            shared += hits.Count(hit => truth.Contains(hit.Ordinal));
            Assert.Equal(K, hits.Select(hit => hit.Ordinal).Distinct().Count());
        }

        Assert.InRange(shared / (40.0 * K), 0.96, 1);
    }

    /// <summary>How often both things that a shopper looks for by turns are in the answer.</summary>
    [Fact]
    public void Recommend_PlantedPairs_HoldBothInterests()
    {
        string[] categories = [.. Enumerable.Range(0, 30).Select(i => $"c{i % 5}/c{i}")];
        int pairs = 0;
        int plain = 0;
        int apart = 0;
        int sharper = 0;
        Recommendation[] hits = new Recommendation[K];
        for (int first = 0; first < categories.Length; first++)
        {
            int[] earlier = InCategory(categories[first]);
            int[] later = InCategory(categories[(first + 7) % categories.Length]);
            ShopperEvent[] events = [new(earlier[0]), new(later[0]), new(earlier[1]), new(later[1])];
            pairs++;
            plain += Holds(s_one) ? 1 : 0;
            apart += Holds(s_two) ? 1 : 0;
            sharper += Holds(s_apart) ? 1 : 0;

            bool Holds(Placement placement)
            {
                Index.Recommend(new ShopperState(events), hits, placement);
                return hits.Count(hit => Index.GetCategory(hit.Ordinal) == categories[first]) >= 3;
            }
        }

        output.WriteLine($"{pairs} pairs, both interests in the answer: together {plain}, apart from similarity 0.2 {apart}, from 0.4 {sharper}");
        Assert.InRange(plain, 0, pairs / 2);
        Assert.InRange(apart, pairs / 2, pairs);
        Assert.InRange(sharper, pairs - 4, pairs);
    }

    /// <summary>A filter so narrow that the interests together leave places: popular products fill them, each once.</summary>
    [Fact]
    public void Recommend_NarrowFilter_IsFull()
    {
        ProductFilter filter = Index.CreateFilter(f => f.PriceBetween(10, 24));
        ShopperEvent[] events = [new(InCategory("c1/c1")[0]), new(InCategory("c2/c2")[0])];
        Recommendation[] hits = new Recommendation[40];
        RecommendationResult result = Index.Recommend(
            new ShopperState(events), hits, s_two with { VectorWeight = 0, TableWeights = [1] }, new SearchOptions { Filter = filter });
        int left = filter.Count - events.Count(one => filter.Contains(one.Ordinal));
        Assert.Equal(left, result.Count);
        Assert.InRange(result.Filled, 1, left);
        Assert.Equal(left, hits.Take(left).Select(hit => hit.Ordinal).Distinct().Count());
    }

    [Fact]
    public void Recommend_OneInterest_IsThePlainAnswer()
    {
        int[] boots = InCategory("c2/c2");
        ShopperEvent[] events = [new(boots[0]), new(boots[1]), new(boots[2])];
        Recommendation[] plain = new Recommendation[K];
        Recommendation[] hits = new Recommendation[K];
        Index.Recommend(new ShopperState(events), plain, s_one);
        Index.Recommend(new ShopperState(events), hits, s_two);
        Assert.Equal(plain, hits);
        Index.Recommend(new ShopperState([]), plain, s_one);
        Index.Recommend(new ShopperState([]), hits, s_two);
        Assert.Equal(plain, hits);
    }

    private static int[] InCategory(string category) =>
        [.. Enumerable.Range(0, Index.Count).Where(ordinal => Index.GetCategory(ordinal) == category)];
}
