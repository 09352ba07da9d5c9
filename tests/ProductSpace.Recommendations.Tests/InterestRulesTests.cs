using CsCheck;
using ProductSpace.Recommendations.Interests;
using ProductSpace.Recommendations.Tests.Rules;

namespace ProductSpace.Recommendations.Tests;

/// <summary>Rules over the answers of several interests: what they promise holds for the one list.</summary>
public class InterestRulesTests
{
    private const int K = 12;

    private static readonly Placement s_two = new() { TableWeights = [0], Space = Space.Similar, Interests = 2, InterestSimilarity = 0.4f, Decay = 1 };

    private static ProductIndex Index => RecommendedShop.Shared.Index;

    /// <summary>Rules that say nothing change nothing: not the products, their scores, reasons or interests.</summary>
    [Fact]
    public void RecommendExact_EmptyRules_AreNoRules()
    {
        int several = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            ShopperEvent[] events = [.. Enumerable.Range(0, seed % 9).Select(_ => new ShopperEvent(random.Next(Index.Count)))];
            Placement plain = new() { Interests = 1 + (seed % 4), UsesRanker = seed % 3 == 0, Ranker = s_ranker };
            Recommendation[] right = new Recommendation[K];
            Recommendation[] hits = new Recommendation[K];
            RecommendationResult expected = Index.RecommendExact(new ShopperState(events), right, plain);
            RecommendationResult result = Index.RecommendExact(new ShopperState(events), hits, plain with { Rules = new() });
            Assert.Equal((expected.Count, expected.KnownEvents), (result.Count, result.KnownEvents));
            if (expected.KnownEvents > 0)
            {
                Assert.Equal(right, hits);
                several += hits.Any(hit => hit.Interest > 0) ? 1 : 0;
            }
        }

        Assert.InRange(several, 10, 40);
    }

    /// <summary>A boost acts within each interest: each part of the list is what its events alone would bring.</summary>
    [Fact]
    public void RecommendExact_Boosts_ActWithinEachInterest()
    {
        (ShopperEvent[] boots, ShopperEvent[] cakestands) = (InCategory("c1/c1"), InCategory("c2/c2"));
        MerchandisingRules rules = new() { Novelty = 1, Boosts = [new() { Amount = 3, Where = new() { Categories = ["c1"], InStock = true } }] };
        Recommendation[] hits = new Recommendation[K];
        Index.RecommendExact(new ShopperState([.. boots, .. cakestands]), hits, s_two with { Rules = rules });
        int[] all = [.. boots.Concat(cakestands).Select(one => one.Ordinal)];
        foreach (int interest in new[] { 0, 1 })
        {
            Recommendation[] alone = new Recommendation[K];
            Index.RecommendExact(new ShopperState(interest == 0 ? cakestands : boots) { Excluded = all }, alone, s_two with { Interests = 1, Rules = rules });
            Recommendation[] part = [.. hits.Where(hit => hit.Interest == interest)];
            Recommendation[] free = [.. alone.Where(hit => !hits.Any(other => other.Interest != interest && other.Ordinal == hit.Ordinal))];
            Assert.InRange(part.Length, 4, 8);
            Assert.Equal(free.Take(part.Length).Select(hit => (hit.Ordinal, hit.Score, hit.Because)), part.Select(hit => (hit.Ordinal, hit.Score, hit.Because)));
        }
    }

    /// <summary>A limit counts what all interests show, and a pin stands once.</summary>
    [Fact]
    public void Recommend_LimitPinAndSlot_HoldForTheOneList()
    {
        ShopperEvent[] events = [.. InCategory("c1/c1"), .. InCategory("c2/c2")];
        MerchandisingRules rules = new()
        {
            Pins = [new(2, "p40")], ReservedSlots = [new(3) { Where = new() { Categories = ["c3"] } }], GroupLimit = GroupLimit.ByCategory(1, 3), Diversity = 1,
        };
        Recommendation[] hits = new Recommendation[K];
        foreach (bool exact in new[] { false, true })
        {
            ShopperState state = new(events);
            Placement placement = s_two with { Rules = rules };
            RecommendationResult result = exact ? Index.RecommendExact(state, hits, placement) : Index.Recommend(state, hits, placement);
            Assert.Equal((K, 6), (result.Count, result.KnownEvents));
            Assert.Equal((RecommendationSource.Pin, "p40"), (hits[1].Source, Index.GetProductId(hits[1].Ordinal)));
            Assert.StartsWith("c3/", Index.GetCategory(hits[2].Ordinal), StringComparison.Ordinal);
            Assert.All(hits.GroupBy(hit => Index.GetCategory(hit.Ordinal).Split('/')[0]), group => Assert.InRange(group.Count(), 1, 3));
            Assert.Equal(2, hits.Select(hit => hit.Interest).Distinct().Count());
        }
    }

    [Fact]
    public void RecommendExact_RandomRules_HoldForTheOneList() => Gen.Select(Gen.Int[0, 5], Gen.UInt).Sample(
        (shop, seed) => Check(shop, (int)(seed % 1_000_000), exact: true),
        iter: 150,
        threads: 1);

    [Fact]
    public void Recommend_RandomRules_HoldForTheOneList() => Gen.Select(Gen.Int[0, 5], Gen.UInt).Sample(
        (shop, seed) => Check(shop, (int)(seed % 1_000_000), exact: false),
        iter: 150,
        threads: 1);

    /// <summary>Never another number of results, and nearly the same ones where no rule goes by scores at random.</summary>
    [Fact]
    public void Recommend_RandomRules_FindsWhatTheExactOneFinds()
    {
        int shared = 0;
        int wanted = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            Question question = new(seed % 6, seed, products: 2_000);
            (Recommendation[] hits, _) = question.Ask(exact: false);
            (Recommendation[] right, _) = question.Ask(exact: true);
            Assert.Equal(right.Length, hits.Length);
            if (question.Placement.Rules!.Boosts.All(boost => boost.Scores.IsEmpty))
            {
                wanted += right.Length;
                shared += hits.Select(hit => hit.Ordinal).Intersect(right.Select(hit => hit.Ordinal)).Count();
            }
        }

        Assert.True(wanted > 400);
        Assert.InRange((double)shared / wanted, .95, 1);
    }

    /// <summary>Whoever asks why gets a cause that is true; what is in the answer has none.</summary>
    [Fact]
    public void WhyNot_RandomRules_AgreesWithTheAnswer()
    {
        Dictionary<AbsenceCause, int> causes = [];
        for (int seed = 0; seed < 60; seed++)
        {
            Question question = new(seed % 6, seed);
            (Recommendation[] hits, _) = question.Ask(exact: true);
            foreach (int ordinal in hits.Take(2).Select(hit => hit.Ordinal).Concat(Enumerable.Range(seed * 3, 4)))
            {
                Absence absence = question.Index.WhyNot(question.State, ordinal, question.K, question.Placement);
                causes[absence.Cause] = causes.GetValueOrDefault(absence.Cause) + 1;
                bool isIn = hits.Any(hit => hit.Ordinal == ordinal);
                Assert.Equal(isIn, absence.Cause is AbsenceCause.None or AbsenceCause.MissedByTheSearch);
                if (isIn && hits.First(hit => hit.Ordinal == ordinal) is { Source: RecommendationSource.Vectors or RecommendationSource.Table } shown)
                {
                    Assert.Equal(shown.Score, absence.Score, 1e-4);
                }
            }
        }

        Assert.True(causes.Count >= 5, string.Join(", ", causes));
    }

    [Fact]
    public void Recommend_InterestsAndRules_AllocateNothing()
    {
        ShopperEvent[] events = [.. InCategory("c1/c1"), .. InCategory("c2/c2")];
        Placement placement = s_two with { Rules = new() { Diversity = 1, Pins = [new(2, "p40")], Boosts = [new() { Amount = 1, Where = new() { Categories = ["c1"] } }] } };
        Recommendation[] hits = new Recommendation[K];
        for (int i = 0; i < 50; i++)
        {
            Index.Recommend(new ShopperState(events), hits, placement);
        }

        // Other tests search the shared index at the same time: whoever comes first takes the scratch that is large already.
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Index.Recommend(new ShopperState(events), hits, placement);
            }
        }));
    }

    private static readonly Ranker s_ranker = new(["blend-place"], [new RankerTree([0], [2.5f], [~0], [~1], [-1, 1])], "made for a test");

    /// <summary>Replays an answer: pins, limits, reserved slots, folding, minimum similarity, and that it is full.</summary>
    private static void Check(int shop, int seed, bool exact)
    {
        Question question = new(shop, seed);
        MerchandisingRules rules = question.Placement.Rules!;
        ProductIndex index = question.Index;
        (Recommendation[] hits, RecommendationResult result) = question.Ask(exact);
        HashSet<int> allowed = question.Allowed();
        Assert.Equal(hits.Length, hits.Select(hit => hit.Ordinal).Distinct().Count());
        Assert.All(hits, hit => Assert.Contains(hit.Ordinal, allowed));
        Assert.Equal(result.Filled, hits.Count(IsFiller));

        int[] pinned = [.. rules.Pins.Where(pin => pin.Slot <= question.K && index.TryGetOrdinal(pin.Id, out int at) && allowed.Contains(at)).Select(pin => index.TryGetOrdinal(pin.Id, out int at) ? at : -1).Distinct()];
        Assert.Equal(pinned.Order(), hits.Where(hit => hit.Source == RecommendationSource.Pin).Select(hit => hit.Ordinal).Order());
        foreach (ProductPin pin in rules.Pins.Where(pin => pin.Slot <= hits.Length && hits.Length == question.K))
        {
            Assert.True(!index.TryGetOrdinal(pin.Id, out int at) || !allowed.Contains(at) || hits[pin.Slot - 1].Ordinal == at);
        }

        // Pins come before limits, and count.
        string?[] groups = [.. hits.Select(hit => question.Group(hit.Ordinal))];
        for (int i = 0; i < hits.Length && rules.GroupLimit.Max > 0; i++)
        {
            int same = groups.Where((group, at) => group is not null && group == groups[i] && (at < i || hits[at].Source == RecommendationSource.Pin)).Count();
            Assert.True(hits[i].Source == RecommendationSource.Pin || groups[i] is null || same < rules.GroupLimit.Max);
        }

        for (int i = 0; i < hits.Length && rules.FoldAt > 0; i++)
        {
            IEnumerable<int> before = hits.Where((other, at) => at != i && (at < i || other.Source == RecommendationSource.Pin)).Select(other => other.Ordinal);
            Assert.True(hits[i].Source == RecommendationSource.Pin || before.All(other => question.Cosine(hits[i].Ordinal, other) < rules.FoldAt + 1e-4));
        }

        foreach (Recommendation hit in hits.Where(hit => rules.MinSimilarity is not null && result.KnownEvents > 0 && hit.Source != RecommendationSource.Pin && !IsFiller(hit)))
        {
            Assert.True(question.SimilarityToInterest(hit) >= rules.MinSimilarity!.Value - 1e-4, $"{hit}");
        }

        // Without other limits a reserved slot has a product that it is for, where one is left.
        bool isPlain = exact && result.KnownEvents > 0 && rules.MinSimilarity is null && rules.GroupLimit.Max == 0 && rules.FoldAt == 0;
        foreach (ReservedSlot slot in rules.ReservedSlots.Where(slot => isPlain && slot.Slot <= hits.Length && hits[slot.Slot - 1].Source != RecommendationSource.Pin))
        {
            HashSet<int> wanted = question.Matching(slot.Where!);
            IEnumerable<int> taken = hits.Where((hit, at) => at < slot.Slot - 1 || hit.Source == RecommendationSource.Pin).Select(hit => hit.Ordinal);
            Assert.True(wanted.Contains(hits[slot.Slot - 1].Ordinal) || !wanted.Intersect(allowed).Except(taken).Any());
        }

        int free = allowed.Count(ordinal => hits.All(hit => hit.Ordinal != ordinal)
            && (rules.GroupLimit.Max == 0 || question.Group(ordinal) is not string own || groups.Count(group => group == own) < rules.GroupLimit.Max)
            && (rules.FoldAt == 0 || hits.All(hit => question.Cosine(ordinal, hit.Ordinal) < rules.FoldAt - 1e-4)));
        Assert.True(hits.Length == question.K || free == 0);
        if (rules.GroupLimit.Max == 0 && rules.FoldAt == 0)
        {
            Assert.Equal(Math.Min(question.K, allowed.Count), hits.Length);
        }
    }

    private static bool IsFiller(Recommendation hit) => hit.Source is RecommendationSource.PopularInCategory or RecommendationSource.PopularInShop;

    private static ShopperEvent[] InCategory(string category) =>
        [.. Enumerable.Range(0, Index.Count).Where(ordinal => Index.GetCategory(ordinal) == category).Take(3).Select(ordinal => new ShopperEvent(ordinal))];

    /// <summary>A question of random events with two interests or more, and random rules.</summary>
    private sealed class Question
    {
        private readonly ulong _number;
        private readonly InterestScratch _interests = new();
        private readonly Dictionary<int, float[]> _vectors = [];

        public Question(int shop, int seed, int products = 240)
        {
            Random random = new(seed);
            Shop = RuledShop.Of(shop, products);
            K = random.Next(1, 20);
            Placement = new Placement { Rules = RandomRules.Of(random, Shop), TargetRecall = 1, Interests = random.Next(2, 5), InterestSimilarity = .5f };
            _number = (ulong)random.Next();
            Events = [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => new ShopperEvent(random.Next(products)))];
            InterestFinder.Find(Index, Placement, State, _interests);
        }

        public RuledShop Shop { get; }

        public int K { get; }

        public Placement Placement { get; }

        public ShopperEvent[] Events { get; }

        public ProductIndex Index => Shop.Index;

        public ShopperState State => new(Events) { Now = RuledShop.Now, RequestNumber = _number };

        public (Recommendation[] Hits, RecommendationResult Result) Ask(bool exact)
        {
            Recommendation[] hits = new Recommendation[K];
            RecommendationResult result = exact ? Index.RecommendExact(State, hits, Placement) : Index.Recommend(State, hits, Placement);
            return (hits[..result.Count], result);
        }

        /// <summary>Products that may be shown; an event by the old ordinal of a replaced product excludes the new one.</summary>
        public HashSet<int> Allowed() => Matching(new SearchOptions { Exclude = Events.Select(one => one.Ordinal).ToArray() });

        public HashSet<int> Matching(ProductConditions where) => Matching(new SearchOptions { Filter = where.Compile(Index) });

        public string? Group(int ordinal) => Placement.Rules!.GroupLimit.Facet is null
            ? Index.GetCategory(ordinal).Split('/')[0] is { Length: > 0 } top ? top : null
            : Shop.Brand(ordinal);

        public double Cosine(int one, int other) => Vector(one).Zip(Vector(other), (a, b) => (double)a * b).Sum();

        public float SimilarityToInterest(Recommendation hit)
        {
            int[] viewed = [.. Enumerable.Range(0, _interests.EventCount).Where(i => _interests.InterestCount < 2 || _interests.InterestOf[i] == hit.Interest).Select(i => _interests.Ordinals[i])];
            float[] similarity = new float[1];
            float[] weights = [.. viewed.Select((_, i) => MathF.Pow(Placement.Decay, viewed.Length - 1 - i))];
            Index.ScoreSession(viewed, [hit.Ordinal], similarity, new SearchOptions { IncludeViewed = true, Weights = weights });
            return similarity[0];
        }

        private HashSet<int> Matching(SearchOptions options)
        {
            int[] all = [.. Shop.Products()];
            float[] popularity = new float[all.Length];
            Index.ScorePopularity(all, popularity, options);
            return [.. all.Where((_, i) => !float.IsNaN(popularity[i]))];
        }

        private float[] Vector(int ordinal)
        {
            if (!_vectors.TryGetValue(ordinal, out float[]? vector))
            {
                _vectors[ordinal] = vector = new float[RuledShop.Dimension];
                Index.GetVector(ordinal, vector);
            }

            return vector;
        }
    }
}
