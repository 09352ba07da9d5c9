using ProductSpace.Recommendations.Tests.Rules;

namespace ProductSpace.Recommendations.Tests;

public class MerchandisingRulesTests
{
    private const int K = 12;

    private static readonly RuledShop s_shop = RuledShop.Of(0, 2_000);
    private static readonly ShopperEvent[] s_events = [new(50), new(700)];

    private static ProductIndex Index => s_shop.Index;

    /// <summary>A boost adds the same to a product that is unlike the session as to one that is like it.</summary>
    [Fact]
    public void Boost_ProductBelowTheMean_GainsTheAmount()
    {
        Recommendation[] plain = new Recommendation[Index.Count];
        int scored = Index.RecommendExact(new ShopperState(s_events), plain).Count;
        int worst = plain[scored - 1].Ordinal;
        Assert.True(plain[scored - 1].Score < 0);
        MerchandisingRules rules = new() { Boosts = [new BoostRule { Amount = 1.5f, Where = new() { Products = [Index.GetProductId(worst)] } }] };
        Placement placement = new() { Rules = rules };
        Assert.Equal(plain[scored - 1].Score + 1.5, Index.Why(new ShopperState(s_events), worst, placement).Score, 1e-4);
        Assert.Equal(plain[0].Score, (float)Index.Why(new ShopperState(s_events), plain[0].Ordinal, placement).Score);
    }

    [Fact]
    public void Why_NamedRule_IsAPart()
    {
        int best = Best(null);
        MerchandisingRules rules = new()
        {
            Novelty = 1, Freshness = .5f, Boosts = [new BoostRule { Name = "sale", Amount = -2, Where = new() { Products = [Index.GetProductId(best)] } }],
        };
        ScoreExplanation why = Index.Why(Asked(), best, new Placement { Rules = rules });
        ScorePart sale = why.Parts.Single(part => part.Table == "sale");
        Assert.Equal((RecommendationSource.Rules, -2.0), (sale.Source, sale.Value));
        Assert.Equal(Index.GetPopularity(best) > 0 ? 1 : 0, why.Parts.Count(part => part is { Table: "novelty", Value: < 0 }));
        Assert.Equal(why.Score, why.Parts.Sum(part => part.Value), 9);
    }

    [Fact]
    public void Pins_HomeOfAStranger_StandInTheirSlots()
    {
        MerchandisingRules rules = new() { Pins = [new ProductPin(1, "p3"), new ProductPin(5, "p4"), new ProductPin(90, "p5"), new ProductPin(2, "sold long ago")] };
        Recommendation[] hits = new Recommendation[K];
        RecommendationResult result = Index.Recommend(new ShopperState([]), hits, new Placement { Rules = rules });
        Assert.Equal((K, K - 2, 0), (result.Count, result.Filled, result.KnownEvents));
        Assert.Equal(("p3", "p4"), (Index.GetProductId(hits[0].Ordinal), Index.GetProductId(hits[4].Ordinal)));
        Assert.Equal([RecommendationSource.Pin, RecommendationSource.Pin], [hits[0].Source, hits[4].Source]);
        Assert.All(hits.Where((_, i) => i is not (0 or 4)), hit => Assert.Equal(RecommendationSource.PopularInShop, hit.Source));
    }

    [Fact]
    public void Pins_ExcludedOrFiltered_LeaveAnOrdinarySlot()
    {
        int pinned = Ordinal("p3");
        MerchandisingRules rules = new() { Pins = [new ProductPin(1, "p3")] };
        Recommendation[] hits = new Recommendation[K];
        Index.Recommend(new ShopperState(s_events) { Excluded = [pinned] }, hits, new Placement { Rules = rules });
        Assert.DoesNotContain(hits, hit => hit.Ordinal == pinned);
        ProductFilter other = Index.CreateFilter(f => f.NotInCategory(Index.GetCategory(pinned)));
        Index.Recommend(new ShopperState(s_events), hits, new Placement { Rules = rules }, new SearchOptions { Filter = other });
        Assert.DoesNotContain(hits, hit => hit.Ordinal == pinned);
        Assert.Equal(K, hits.Select(hit => hit.Ordinal).Distinct().Count());
    }

    [Fact]
    public void Exploration_Requests_ShowManyAndSayHowLikely()
    {
        Placement placement = new() { Rules = new MerchandisingRules { Exploration = new Exploration(4) { Rate = 1, Candidates = 10 } } };
        Recommendation[] plain = new Recommendation[K + 1];
        Index.Recommend(new ShopperState(s_events), plain);
        Recommendation[] hits = new Recommendation[K];
        HashSet<int> shown = [];
        for (ulong request = 0; request < 200; request++)
        {
            RecommendationResult result = Index.Recommend(new ShopperState(s_events) { RequestNumber = request }, hits, placement);
            Assert.Equal((4, .1), (result.ExploredSlot, Math.Round(result.Propensity, 12)));
            Assert.Equal(RecommendationSource.Exploration, hits[3].Source);
            Assert.Equal(plain.Take(3), hits.Take(3));
            shown.Add(hits[3].Ordinal);
        }

        Assert.Equal(plain.Skip(3).Take(10).Select(hit => hit.Ordinal).Order(), shown.Order());
    }

    [Fact]
    public void WhyNot_EveryCauseOfRules_IsTold()
    {
        Recommendation[] plain = new Recommendation[Index.Count];
        int count = Index.RecommendExact(new ShopperState(s_events), plain).Count;
        Assert.Equal(AbsenceCause.BelowMinSimilarity, Cause(plain[count - 1].Ordinal, new MerchandisingRules { MinSimilarity = .5f }));
        Assert.Equal(AbsenceCause.LowerScore, Cause(plain[900].Ordinal, new MerchandisingRules { GroupLimit = GroupLimit.ByFacet("brand", 5) }));
        Assert.Equal(AbsenceCause.None, Cause(plain[0].Ordinal, new MerchandisingRules { Diversity = 1 }));

        MerchandisingRules limited = new() { GroupLimit = GroupLimit.ByFacet("brand", 1) };
        int second = plain.Skip(1).First(hit => s_shop.Brand(hit.Ordinal) is string brand && brand == s_shop.Brand(plain[0].Ordinal)).Ordinal;
        Assert.Equal(AbsenceCause.GroupLimited, Cause(second, limited, k: 5));

        // Products of equal vectors: one of the two stands there.
        int[] pair = [Ordinal("p7"), Ordinal("p8")];
        ShopperEvent[] near = [new(Ordinal("p697")), new(Ordinal("p702"))];
        MerchandisingRules folded = new() { FoldAt = .9999f, Boosts = [new BoostRule { Amount = 10, Where = new() { Products = ["p7", "p8"] } }] };
        AbsenceCause[] causes = [.. pair.Select(ordinal => Index.WhyNot(new ShopperState(near), ordinal, K, new Placement { Rules = folded }).Cause)];
        Assert.Equal([AbsenceCause.None, AbsenceCause.Folded], causes.Order());

        // The best one loses its slot to a reserved one of a product far behind.
        MerchandisingRules reserved = new() { ReservedSlots = [new ReservedSlot(1) { Where = new() { Products = [Index.GetProductId(plain[700].Ordinal)] } }] };
        Assert.Equal(AbsenceCause.Displaced, Cause(plain[0].Ordinal, reserved, k: 1));
    }

    [Fact]
    public void GroupLimit_FewBrandsWanted_AnswerIsAsLongAsItMay()
    {
        MerchandisingRules rules = new() { GroupLimit = GroupLimit.ByFacet("brand", 1) };
        ProductFilter branded = Index.CreateFilter(f => f.Facet("brand", [.. Enumerable.Range(0, RuledShop.Brands).Select(brand => $"b{brand}")]));
        Recommendation[] hits = new Recommendation[K];
        RecommendationResult result = Index.Recommend(new ShopperState(s_events), hits, new Placement { Rules = rules }, new SearchOptions { Filter = branded });
        Assert.Equal((RuledShop.Brands, 0), (result.Count, result.Filled));
        Assert.Equal(RuledShop.Brands, hits.Take(result.Count).Select(hit => s_shop.Brand(hit.Ordinal)).Distinct().Count());
        RecommendationResult stranger = Index.Recommend(new ShopperState([]), hits, new Placement { Rules = rules }, new SearchOptions { Filter = branded });
        Assert.Equal(RuledShop.Brands, stranger.Count);
    }

    [Theory]
    [InlineData("Amount of \"boost 1\" of the merchandising rules must be from -100 to 100")]
    [InlineData("\"b\" of the merchandising rules must be by Where, Filter, Near or Scores")]
    [InlineData("\"b\" of the merchandising rules must be by one of Where and Filter")]
    [InlineData("Near of \"boost 1\" of the merchandising rules must be from a finite origin, with a scale above 0")]
    [InlineData("the filter of \"b\" of the merchandising rules must be compiled by the index that is asked")]
    [InlineData("slot 3 of the merchandising rules must be pinned once")]
    [InlineData("product p1 of the merchandising rules must be pinned once")]
    [InlineData("slot 2 of the merchandising rules must be for one of Where and Filter")]
    [InlineData("slot 2 of the merchandising rules must be reserved once")]
    [InlineData("MinSimilarity of the merchandising rules must be from -1 to 1")]
    [InlineData("FoldAt of the merchandising rules must be above 0 and at most 1")]
    [InlineData("Diversity of the merchandising rules must be from 0 to 100")]
    [InlineData("FreshnessHalfLifeDays of the merchandising rules must be above 0 days")]
    [InlineData("Rate of Exploration of the merchandising rules must be above 0 and at most 1")]
    [InlineData("Candidates of Exploration of the merchandising rules must be from 2 to 1,000")]
    [InlineData("no facet \"brnd\"")]
    [InlineData("no number column \"sze\" in this snapshot; did you mean \"size\"?")]
    [InlineData("no number column \"weight\"")]
    [InlineData("Near of \"boost 1\" of the merchandising rules must be by a named column if it goes by Column")]
    [InlineData("no category \"c99\"")]
    public void Prepare_WrongRules_SaysWhich(string message)
    {
        ProductConditions where = new() { InStock = true };
        ProductFilter foreign = RuledShop.Of(1).Index.CreateFilter(f => f.InStock());
        MerchandisingRules[] wrong =
        [
            new() { Boosts = [new() { Amount = 101, Where = where }] },
            new() { Boosts = [new() { Name = "b", Amount = 1 }] },
            new() { Boosts = [new() { Name = "b", Amount = 1, Where = where, Filter = foreign }] },
            new() { Boosts = [new() { Amount = 1, Near = new(ProductNumber.Price, 1, 0) }] },
            new() { Boosts = [new() { Name = "b", Amount = 1, Filter = foreign }] },
            new() { Pins = [new(3, "p1"), new(3, "p2")] },
            new() { Pins = [new(3, "p1"), new(4, "p1")] },
            new() { ReservedSlots = [new(2)] },
            new() { ReservedSlots = [new(2) { Where = where }, new(2) { Where = where }] },
            new() { MinSimilarity = float.NaN },
            new() { FoldAt = 1.1f },
            new() { Diversity = -1 },
            new() { Freshness = 1, FreshnessHalfLifeDays = 0 },
            new() { Exploration = new(1) { Rate = 0 } },
            new() { Exploration = new(1) { Candidates = 1 } },
            new() { GroupLimit = GroupLimit.ByFacet("brnd", 1) },
            new() { Boosts = [new() { Amount = 1, Near = NumberDecay.Of("sze", 1, 1) }] },
            new() { Boosts = [new() { Amount = 1, Where = new() { Numbers = new Dictionary<string, NumberRange> { ["weight"] = new(1) } } }] },
            new() { Boosts = [new() { Amount = 1, Near = new(ProductNumber.Column, 1, 1) }] },
            new() { Boosts = [new() { Amount = 1, Where = new() { Categories = ["c99"] } }] },
        ];
        string[] messages = [.. wrong.Select(rules => Assert.ThrowsAny<ArgumentException>(() => Index.Prepare(rules)).Message)];
        Assert.Contains(messages, said => said.Contains(message, StringComparison.Ordinal));
        Assert.ThrowsAny<ArgumentException>(() => Index.Recommend(new ShopperState([]), new Recommendation[1], new Placement { Rules = wrong[0] }));
    }

    /// <summary>Rules of every kind, for somebody known and for a stranger.</summary>
    [ReleaseFact]
    public void Recommend_Rules_AllocatesNothingOnceWarm()
    {
        ProductFilter filter = Index.CreateFilter(f => f.InCategory("c1"));
        MerchandisingRules rules = new()
        {
            Boosts =
            [
                new() { Amount = 1, Where = new() { InStock = true } },
                new() { Amount = 1, Near = new(ProductNumber.Price, 20_00, 10_00) },
                new() { Amount = 1, Near = NumberDecay.Of("size", 20, 10) },
                new() { Amount = -1, Scores = new float[Index.Count] },
            ],
            Pins = [new(2, "p3")],
            ReservedSlots = [new(4) { Where = new() { MaxPrice = 20_00 } }],
            MinSimilarity = -.5f,
            GroupLimit = GroupLimit.ByFacet("brand", 2),
            FoldAt = .99f,
            Diversity = 1,
            Novelty = .5f,
            Freshness = 1,
            Exploration = new(6),
        };
        Placement placement = new() { Rules = rules };
        Recommendation[] hits = new Recommendation[K];
        int[] list = [.. Enumerable.Range(0, 300)];
        Action work = () =>
        {
            Index.Recommend(Asked(), hits, placement);
            Index.Recommend(Asked(), hits, placement, new SearchOptions { Filter = filter });
            Index.Recommend(new ShopperState([]) { Now = RuledShop.Now }, hits, placement, new SearchOptions { Filter = filter });
            Index.Rank(Asked(), list, hits, placement);
        };
        for (int i = 0; i < 100; i++)
        {
            work();
        }

        Assert.Equal(0, Allocated.Least(work));
    }

    private static ShopperState Asked() => new(s_events) { Now = RuledShop.Now };

    private static int Ordinal(string id) => Index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1;

    private static int Best(MerchandisingRules? rules)
    {
        Recommendation[] hits = new Recommendation[1];
        Index.RecommendExact(Asked(), hits, new Placement { Rules = rules });
        return hits[0].Ordinal;
    }

    private static AbsenceCause Cause(int ordinal, MerchandisingRules rules, int k = K) => Index.WhyNot(new ShopperState(s_events), ordinal, k, new Placement { Rules = rules }).Cause;
}
