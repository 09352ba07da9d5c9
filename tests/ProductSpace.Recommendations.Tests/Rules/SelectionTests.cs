using CsCheck;

namespace ProductSpace.Recommendations.Tests.Rules;

/// <summary>Random rules over random shops, with and without a delta, against the naive reference.</summary>
public class SelectionTests
{
    private const int K = 12;

    [Fact]
    public void RecommendExact_RandomRules_IsTheReference() => Gen.Select(Gen.Int[0, 5], Gen.UInt).Sample(
        (shop, seed) =>
        {
            Question question = new(shop, (int)(seed % 1_000_000));
            Recommendation[] hits = new Recommendation[question.K];
            RecommendationResult result = question.Index.RecommendExact(question.State, hits, question.Placement, question.Options);
            question.Reference.Check(hits.AsSpan(0, result.Count), question.K, fills: true);
            Assert.Equal(result.Filled, hits.Take(result.Count).Count(hit => hit.Source is RecommendationSource.PopularInCategory or RecommendationSource.PopularInShop));
        },
        iter: 150,
        threads: 1);

    [Fact]
    public void Rank_RandomRules_IsTheReference() => Gen.Select(Gen.Int[0, 5], Gen.UInt).Sample(
        (shop, seed) =>
        {
            Question question = new(shop, (int)(seed % 1_000_000));
            int[] all = [.. Enumerable.Range(0, question.Index.EndOrdinal)];
            Recommendation[] hits = new Recommendation[question.K];
            RecommendationResult result = question.Index.Rank(question.State, all, hits, question.Placement, question.Options);
            question.Reference.Check(hits.AsSpan(0, result.Count), question.K, fills: false);
        },
        iter: 100,
        threads: 1);

    /// <summary>The reference sees an answer that follows other rules, whichever rule is another one.</summary>
    [Theory]
    [InlineData("boosts")]
    [InlineData("pins")]
    [InlineData("reserved")]
    [InlineData("similarity")]
    [InlineData("groups")]
    [InlineData("fold")]
    [InlineData("diversity")]
    [InlineData("novelty")]
    [InlineData("freshness")]
    public void Twin_AnswerOfOtherRules_IsCaught(string overlooked) => Assert.Contains(Enumerable.Range(0, 60), seed =>
    {
        Question question = new(seed % 6, seed);
        Recommendation[] hits = new Recommendation[question.K];
        MerchandisingRules rules = question.Placement.Rules!;
        Placement other = question.Placement with
        {
            Rules = overlooked switch
            {
                "boosts" => rules with { Boosts = [] },
                "pins" => rules with { Pins = [] },
                "reserved" => rules with { ReservedSlots = [] },
                "similarity" => rules with { MinSimilarity = null },
                "groups" => rules with { GroupLimit = default },
                "fold" => rules with { FoldAt = 0 },
                "diversity" => rules with { Diversity = 0 },
                "novelty" => rules with { Novelty = 0 },
                _ => rules with { Freshness = 0 },
            },
        };
        RecommendationResult result = question.Index.RecommendExact(question.State, hits, other, question.Options);
        try
        {
            question.Reference.Check(hits.AsSpan(0, result.Count), question.K, fills: true);
            return false;
        }
        catch (Exception exception) when (exception is Xunit.Sdk.XunitException or KeyNotFoundException)
        {
            return true;
        }
    });

    /// <summary>
    /// The search for candidates against all products: never more or fewer, and nearly the same ones. Own scores at random, and
    /// shoppers of whom nothing is known, order the shop in ways that no search for candidates follows.
    /// </summary>
    [Fact]
    public void Recommend_RandomRules_FindsWhatTheExactOneFinds()
    {
        (int Shared, int Wanted) easy = (0, 0);
        (int Shared, int Wanted) hard = (0, 0);
        for (int seed = 0; seed < 150; seed++)
        {
            Question question = new(seed % 6, seed, products: 2_000);
            Recommendation[] hits = new Recommendation[question.K];
            Recommendation[] right = new Recommendation[question.K];
            RecommendationResult result = question.Index.Recommend(question.State, hits, question.Placement, question.Options);
            RecommendationResult exact = question.Index.RecommendExact(question.State, right, question.Placement, question.Options);
            Assert.Equal(exact.Count, result.Count);
            Assert.Equal(exact.KnownEvents, result.KnownEvents);
            HashSet<int> truth = [.. right.Take(exact.Count).Select(hit => hit.Ordinal)];
            int shared = hits.Take(result.Count).Count(hit => truth.Contains(hit.Ordinal));
            bool isHard = exact.KnownEvents == 0 || question.Placement.Rules!.Boosts.Any(boost => !boost.Scores.IsEmpty);
            ref (int Shared, int Wanted) sums = ref isHard ? ref hard : ref easy;
            sums = (sums.Shared + shared, sums.Wanted + exact.Count);
        }

        Assert.True(easy.Wanted > 400 && hard.Wanted > 400);
        Assert.InRange((double)easy.Shared / easy.Wanted, .97, 1);
        Assert.InRange((double)hard.Shared / hard.Wanted, .75, 1);
    }

    /// <summary>A boost lifts a product that the search for candidates would not come to, and it is found.</summary>
    [Fact]
    public void Recommend_BoostedFilter_FindsItsBest()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            RuledShop shop = RuledShop.Of(seed % 2, 2_000);
            MerchandisingRules rules = new() { Boosts = [new BoostRule { Amount = 8, Where = RandomRules.Where(random) }] };
            Placement placement = new() { TargetRecall = 1, Candidates = 5, Rules = rules };
            ShopperEvent[] events = [new(random.Next(2_000)), new(random.Next(2_000))];
            Recommendation[] hits = new Recommendation[K];
            Recommendation[] right = new Recommendation[K];
            shop.Index.Recommend(new ShopperState(events), hits, placement);
            shop.Index.RecommendExact(new ShopperState(events), right, placement);
            Assert.Equal(right, hits);
            Assert.Contains(hits, hit => hit.Source == RecommendationSource.Rules);
        }
    }

    /// <summary>
    /// Diversity, however strong, chooses among as many of the best as the search measures: the exact answer too, which could
    /// else bring products from anywhere in the shop, that no search for near ones comes to.
    /// </summary>
    [Theory]
    [InlineData(12)]
    [InlineData(3)]
    [InlineData(20)]
    public void Recommend_Diversity_ChoosesAmongTheSameProducts(int k)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            RuledShop shop = RuledShop.Of(seed % 2, 2_000);
            BoostRule[] boosts = seed % 4 < 2 ? [] : [new BoostRule { Amount = 2, Where = RandomRules.Where(random) }];
            Placement placement = new()
            {
                TargetRecall = 1,
                Candidates = seed % 3 == 0 ? 5 : 100,
                TableWeights = [0],
                Rules = new MerchandisingRules { Diversity = seed % 5 == 0 ? 4 : 50, Boosts = boosts },
            };
            ShopperEvent[] events = [new(random.Next(2_000)), new(random.Next(2_000))];
            Recommendation[] hits = new Recommendation[k];
            Recommendation[] right = new Recommendation[k];
            shop.Index.Recommend(new ShopperState(events), hits, placement);
            shop.Index.RecommendExact(new ShopperState(events), right, placement);
            Assert.Equal(right, hits);

            // Each is one of the max(4 k, 40) best, and they are not just the best of all.
            Recommendation[] plain = new Recommendation[Math.Max(4 * k, 40)];
            shop.Index.RecommendExact(new ShopperState(events), plain, placement with { Rules = placement.Rules! with { Diversity = 0 } });
            Assert.All(right, hit => Assert.Contains(plain, one => one.Ordinal == hit.Ordinal));
            Assert.NotEqual(right, plain[..k]);
        }
    }

    /// <summary>The parts of every recommendation add up to its score, those of rules by name among them.</summary>
    [Fact]
    public void Why_RandomRules_PartsAddUp()
    {
        int ofRules = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Question question = new(seed % 6, seed);
            Recommendation[] hits = new Recommendation[question.K];
            RecommendationResult result = question.Index.Recommend(question.State, hits, question.Placement, question.Options);
            foreach (Recommendation hit in hits.Take(result.Count).Where(hit => question.Reference.IsScored(hit.Ordinal)))
            {
                ScoreExplanation why = question.Index.Why(question.State, hit.Ordinal, question.Placement, question.Options);
                Assert.Equal(hit.Score, (float)why.Score);
                Assert.Equal(why.Score, why.Parts.Sum(part => part.Value), 9);
                ofRules += why.Parts.Count(part => part.Source == RecommendationSource.Rules);
            }
        }

        Assert.InRange(ofRules, 100, int.MaxValue);
    }

    /// <summary>A question of random events, rules and filter, with its reference.</summary>
    private sealed class Question
    {
        private readonly ShopperEvent[] _events;
        private readonly ulong _number;
        private readonly Lazy<RulesReference> _reference;

        public Question(int shop, int seed, int products = 240)
        {
            Random random = new(seed);
            RuledShop ruled = RuledShop.Of(shop, products);
            Index = ruled.Index;
            K = random.Next(1, 20);
            Placement = new Placement { Rules = RandomRules.Of(random, ruled), TargetRecall = 1 };
            _events = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new ShopperEvent(random.Next(products)))];
            _number = (ulong)random.Next();
            string? category = random.Next(3) == 0 ? "c1" : null;
            Options = new SearchOptions { Filter = category is null ? null : Index.CreateFilter(f => f.InCategory(category)) };
            _reference = new Lazy<RulesReference>(() => new RulesReference(
                ruled, _events, Placement.Rules!, Options, ordinal => category is null || Index.GetCategory(ordinal).StartsWith(category, StringComparison.Ordinal)));
        }

        public int K { get; }

        public ProductIndex Index { get; }

        public Placement Placement { get; }

        public SearchOptions Options { get; }

        public ShopperState State => new(_events) { Now = RuledShop.Now, RequestNumber = _number };

        public RulesReference Reference => _reference.Value;
    }
}
