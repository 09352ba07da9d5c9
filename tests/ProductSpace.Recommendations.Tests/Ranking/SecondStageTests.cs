using ProductSpace.Recommendations.Tests.Trees;

namespace ProductSpace.Recommendations.Tests.Ranking;

/// <summary>What a ranker does to an answer: the order, and nothing else.</summary>
public class SecondStageTests
{
    private const int K = 12;
    private static readonly Ranker s_ranker = Trained();
    private static readonly Placement s_placement = new() { UsesRanker = true, Ranker = s_ranker };

    private static ProductIndex Index => RecommendedShop.Shared.Index;

    /// <summary>The answer against the candidates, their features and a sort, for lists shorter and longer than the pool.</summary>
    [Theory]
    [InlineData(12, 100)]
    [InlineData(100, 100)]
    [InlineData(30, 20)]
    [InlineData(1, 1)]
    [InlineData(150, 40)]
    public void Recommend_WithARanker_IsTheSortedPool(int k, int pool)
    {
        Placement placement = s_placement with { RankedCandidates = pool, TargetRecall = 1 };
        int moved = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            ShopperEvent[] events = Events(seed, 1 + (seed % 5));
            int most = Math.Max(k, pool);
            int[] candidates = new int[most];
            float[] rows = new float[most * Ranker.KnownFeatures.Count];
            int count = RankerExamples.Read(Index, new ShopperState(events), candidates, rows, placement);
            double[] scores = new double[count];
            s_ranker.Score(rows, scores);
            int ranked = Math.Min(pool, count);
            int[] order = [.. Enumerable.Range(0, ranked).OrderByDescending(i => scores[i]).ThenBy(i => i), .. Enumerable.Range(ranked, count - ranked)];
            Recommendation[] hits = new Recommendation[k];
            RecommendationResult result = Index.Recommend(new ShopperState(events), hits, placement);
            int shown = result.Count - result.Filled;
            Assert.Equal(Math.Min(k, count), shown);
            Assert.Equal(order.Take(shown).Select(i => candidates[i]), hits.Take(shown).Select(hit => hit.Ordinal));
            for (int i = 0; i < shown; i++)
            {
                Assert.Equal(i < ranked ? (float)scores[order[i]] : float.NaN, hits[i].RankerScore);
            }

            moved += Enumerable.Range(0, shown).Count(i => order[i] != i);
        }

        Assert.True(pool == 1 || moved > 100, "the ranker moves too little for this test to see it");
    }

    /// <summary>The same candidates rule: the exact answer differs only where the search missed a candidate.</summary>
    [Fact]
    public void RecommendExact_WithARanker_IsWhatRecommendFinds()
    {
        int same = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            ShopperEvent[] events = Events(seed, 1 + (seed % 5));
            Recommendation[] hits = new Recommendation[K];
            Recommendation[] right = new Recommendation[K];
            Index.Recommend(new ShopperState(events), hits, s_placement with { TargetRecall = 1, Candidates = 400 });
            Index.RecommendExact(new ShopperState(events), right, s_placement);
            same += hits.SequenceEqual(right) ? 1 : 0;
        }

        Assert.InRange(same, 38, 40);
    }

    /// <summary>A longer exact answer begins with the shorter one.</summary>
    [Fact]
    public void RecommendExact_LongerList_BeginsWithTheShorter()
    {
        Recommendation[] longer = new Recommendation[300];
        Recommendation[] shorter = new Recommendation[K];
        for (int seed = 0; seed < 10; seed++)
        {
            ShopperEvent[] events = Events(seed, 4);
            Index.RecommendExact(new ShopperState(events), longer, s_placement);
            Index.RecommendExact(new ShopperState(events), shorter, s_placement);
            Assert.Equal(longer.Take(K), shorter);
        }
    }

    /// <summary>
    /// Rules act on the order of the ranker: a pin moves the rest behind it, a large boost brings its products to the
    /// front in the order that the ranker gives them. Scores are those of the blend and the rules.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recommend_RankerAndRules_RulesActOnItsOrder(bool exact)
    {
        const int pool = 60;
        Placement ranked = s_placement with { RankedCandidates = pool, Candidates = 400, TargetRecall = 1 };
        for (int seed = 0; seed < 10; seed++)
        {
            ShopperEvent[] events = Events(seed, 1 + (seed % 5));
            Recommendation[] order = Ask(ranked, pool, out _);
            int pinned = order[20].Ordinal;
            ProductConditions boosted = new() { Products = [Index.GetProductId(order[30].Ordinal), Index.GetProductId(order[9].Ordinal)] };
            MerchandisingRules rules = new()
            {
                Pins = [new ProductPin(2, Index.GetProductId(pinned))],
                Boosts = [new BoostRule { Amount = 50, Where = boosted }],
            };
            Recommendation[] hits = Ask(ranked with { Rules = rules }, K, out RecommendationResult result);
            Assert.Equal(K, result.Count);
            int[] front = [order[9].Ordinal, pinned, order[30].Ordinal];
            int[] expected = [.. front, .. order.Select(hit => hit.Ordinal).Except(front).Take(K - front.Length)];
            Assert.Equal(expected, hits.Select(hit => hit.Ordinal));
            foreach (Recommendation hit in hits.Where(hit => hit.Ordinal != pinned))
            {
                Recommendation alone = order.Single(other => other.Ordinal == hit.Ordinal);
                Assert.Equal(alone.Score + (front.Contains(hit.Ordinal) ? 50 : 0), hit.Score, 4);
                Assert.Equal(alone.RankerScore, hit.RankerScore);
            }

            Recommendation[] Ask(Placement placement, int k, out RecommendationResult made)
            {
                Recommendation[] answer = new Recommendation[k];
                made = exact
                    ? Index.RecommendExact(new ShopperState(events), answer, placement)
                    : Index.Recommend(new ShopperState(events), answer, placement);
                return answer;
            }
        }
    }

    [Fact]
    public void Recommend_NoRankerAsked_IsTheBlend()
    {
        ShopperEvent[] events = Events(1, 4);
        Recommendation[] hits = new Recommendation[K];
        Recommendation[] plain = new Recommendation[K];
        Index.Recommend(new ShopperState(events), plain);
        Index.Recommend(new ShopperState(events), hits, s_placement with { UsesRanker = false });
        Assert.Equal(plain, hits);
        Assert.All(plain, hit => Assert.True(float.IsNaN(hit.RankerScore)));

        // A snapshot without a ranker, and a placement that would use one.
        Index.Recommend(new ShopperState(events), hits, new Placement { UsesRanker = true });
        Assert.Equal(plain, hits);
    }

    [Fact]
    public void Recommend_AnyFilterAndEvents_IsFull()
    {
        Recommendation[] hits = new Recommendation[40];
        ProductFilter few = Index.CreateFilter(f => f.PriceBetween(10, 19));
        foreach (ShopperEvent[] events in (ShopperEvent[][])[[], [new(-7)], Events(3, 4)])
        {
            Assert.Equal(40, Index.Recommend(new ShopperState(events), hits, s_placement).Count);
            RecommendationResult result = Index.Recommend(new ShopperState(events), hits, s_placement, new SearchOptions { Filter = few });
            Assert.Equal(few.Count - events.Count(one => one.Ordinal >= 0 && few.Contains(one.Ordinal)), result.Count);
            Assert.Equal(result.Count, hits.Take(result.Count).Select(hit => hit.Ordinal).Distinct().Count());
        }

        Assert.Equal(0, Index.Recommend(new ShopperState(Events(3, 4)), [], s_placement).Count);
    }

    /// <summary>The parts still add up to the score of the blend; the score of the ranker stands beside it.</summary>
    [Fact]
    public void Why_WithARanker_SplitsTheBlendAndNamesTheRanker()
    {
        ShopperEvent[] events = Events(2, 4);
        Recommendation[] hits = new Recommendation[K];
        Index.Recommend(new ShopperState(events), hits, s_placement);
        foreach (Recommendation hit in hits)
        {
            ScoreExplanation why = Index.Why(new ShopperState(events), hit.Ordinal, s_placement);
            Assert.Equal(hit.Score, why.Parts.Sum(part => part.Value), 1e-4);
            Assert.Equal(hit.RankerScore, why.RankerScore);
            Assert.True(double.IsNaN(Index.Why(new ShopperState(events), hit.Ordinal).RankerScore));
        }
    }

    [Fact]
    public void Recommend_ManyThreads_AgreeWithOne()
    {
        Recommendation[][] alone = [.. Enumerable.Range(0, 40).Select(Answer)];
        Recommendation[][] together = new Recommendation[40][];
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, seed => together[seed] = Answer(seed));
        Assert.Equal(alone, together);

        static Recommendation[] Answer(int seed)
        {
            Recommendation[] hits = new Recommendation[K];
            Index.Recommend(new ShopperState(Events(seed, 1 + (seed % 6))), hits, s_placement);
            return hits;
        }
    }

    [Fact]
    public void Recommend_Warm_AllocatesNothing()
    {
        ShopperEvent[] events = Events(1, 5);
        Recommendation[] hits = new Recommendation[K];
        Placement own = s_placement with { Ranker = null };
        Action work = () =>
        {
            Index.Recommend(new ShopperState(events), hits, s_placement);
            Index.Recommend(new ShopperState(events), hits, own);
        };
        for (int i = 0; i < 100; i++)
        {
            work();
        }

        Assert.Equal(0, Allocated.Least(work));
    }

    /// <summary>The snapshot's own ranker is asked; one that is damaged is refused by whoever asks for it, and by nobody else.</summary>
    [Fact]
    public void Recommend_SnapshotWithARanker_AsksItOrSaysThatItIsDamaged()
    {
        byte[] bytes = s_ranker.ToBytes();
        using ProductIndex sound = WithRanker(bytes);
        bytes[^1] ^= 1;
        using ProductIndex damaged = WithRanker(bytes);
        Placement own = new() { UsesRanker = true };
        Recommendation[] hits = new Recommendation[K];
        Recommendation[] given = new Recommendation[K];
        sound.Recommend(new ShopperState([new(3)]), hits, own);
        sound.Recommend(new ShopperState([new(3)]), given, s_placement);
        Assert.Equal(given, hits);
        Assert.All(hits, hit => Assert.True(float.IsFinite(hit.RankerScore)));
        Assert.Throws<InvalidDataException>(() => damaged.Recommend(new ShopperState([new(3)]), hits, own));
        Assert.Equal(K, damaged.Recommend(new ShopperState([new(3)]), hits).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Recommend_WrongNumberOfCandidates_IsRefused(int candidates)
    {
        Placement placement = s_placement with { RankedCandidates = candidates };
        Assert.Throws<ArgumentException>(() => Index.Recommend(new ShopperState([]), new Recommendation[1], placement));
    }

    /// <summary>A ranker that names only what its trees ask spares the rest, and answers as one that names everything.</summary>
    [Theory]
    [InlineData("price-ratio", "popularity")]
    [InlineData("last-similarity", "popularity-trend")]
    [InlineData("named-back", "last-entry")]
    public void Recommend_RankerOfFewFeatures_AnswersAsOneThatNamesAll(string first, string second)
    {
        int features = Ranker.KnownFeatures.Count;
        float[] rows = new float[100 * features];
        RankerExamples.Read(Index, new ShopperState(Events(5, 4)), new int[100], rows);
        int[] columns = [Ranker.KnownFeatures.ToList().IndexOf(first), Ranker.KnownFeatures.ToList().IndexOf(second)];
        Random random = new(2);
        RankerTree[] few =
        [
            .. Enumerable.Range(0, 30).Select(_ => MadeTrees.Tree(random, 8)).Select(tree => tree with { Features = [.. tree.Features.Select(feature => feature % 2)] })
                .Select(tree => tree with { Thresholds = [.. tree.Features.Select(feature => rows[(random.Next(100) * features) + columns[feature]])] }),
        ];
        RankerTree[] all = [.. few.Select(tree => tree with { Features = [.. tree.Features.Select(feature => columns[feature])] })];
        Placement named = s_placement with { Ranker = new Ranker([first, second], few, "few") };
        Placement everything = s_placement with { Ranker = new Ranker(Ranker.KnownFeatures, all, "all") };
        HashSet<float> scores = [];
        for (int seed = 0; seed < 20; seed++)
        {
            Recommendation[] expected = new Recommendation[K];
            Recommendation[] hits = new Recommendation[K];
            Index.Recommend(new ShopperState(Events(seed, 3)), expected, everything);
            Index.Recommend(new ShopperState(Events(seed, 3)), hits, named);
            Assert.Equal(expected, hits);
            scores.UnionWith(hits.Select(hit => hit.RankerScore));
        }

        Assert.True(scores.Count > 3, "the trees say too little to compare");
    }

    /// <summary>Trees whose thresholds lie among real values of the features.</summary>
    private static Ranker Trained()
    {
        int features = Ranker.KnownFeatures.Count;
        float[] rows = new float[100 * features];
        RankerExamples.Read(Index, new ShopperState(Events(5, 4)), new int[100], rows);
        Random random = new(1);
        RankerTree[] trees = [.. Enumerable.Range(0, 30).Select(_ => MadeTrees.Tree(random, 12))];
        return new Ranker(
            Ranker.KnownFeatures,
            [.. trees.Select(tree => tree with { Thresholds = [.. tree.Features.Select(feature => rows[(random.Next(100) * features) + feature])] })],
            "made");
    }

    private static ProductIndex WithRanker(byte[] ranker)
    {
        Random random = new(4);
        float[] vectors = [.. Enumerable.Range(0, 200 * 8).Select(_ => (float)random.NextDouble() - 0.5f)];
        return ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 40, CalibrationDivisor = 8 })
            .UseVectors(vectors, 8)
            .UseIds((string[])[.. Enumerable.Range(0, 200).Select(i => $"p{i}")])
            .Attach(Ranker.AttachmentName, ranker)
            .BuildToMemory());
    }

    private static ShopperEvent[] Events(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new ShopperEvent(random.Next(Index.Count)))];
    }
}
