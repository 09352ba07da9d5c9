namespace ProductSpace.Recommendations.Tests.Ranking;

/// <summary>Features against the plainest way to compute each, from the public face of the index.</summary>
public class FeatureReaderTests
{
    private const int Candidates = 60;

    private static ProductIndex Index => RecommendedShop.Shared.Index;

    public static TheoryData<string> Placements => ["default", "tables", "vectors", "similar", "repeats"];

    [Theory]
    [MemberData(nameof(Placements))]
    public void Read_RandomSessions_IsThePlainReference(string name)
    {
        Placement placement = Of(name) with { TargetRecall = 1 };
        int[] ordinals = new int[Candidates];
        float[] rows = new float[Candidates * Ranker.KnownFeatures.Count];
        int seen = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            ShopperEvent[] events = Events(seed, 1 + (seed % 13));
            int count = RankerExamples.Read(Index, new ShopperState(events), ordinals, rows, placement);
            Recommendation[] blend = new Recommendation[Candidates];
            int expected = Index.Recommend(new ShopperState(events), blend, placement) is { } result ? result.Count - result.Filled : 0;
            Assert.Equal(blend.Take(expected).Select(hit => hit.Ordinal), ordinals.Take(count));
            ShopperEvent[] known = [.. events.TakeLast(10)];
            for (int i = 0; i < count; i++)
            {
                foreach ((string feature, double value) in Plain(blend, i, known, placement))
                {
                    float read = rows[(i * Ranker.KnownFeatures.Count) + Ranker.KnownFeatures.ToList().IndexOf(feature)];
                    Assert.True(Math.Abs(read - value) <= 2e-3 * Math.Max(1, Math.Abs(value)), $"{feature} of candidate {i}, seed {seed}: {read}, not {value}");
                    seen++;
                }
            }
        }

        Assert.True(seen > 1000, "too little was compared");
    }

    /// <summary>The list of the test is the list of the code: a new feature needs its reference.</summary>
    [Fact]
    public void KnownFeatures_All_HaveAReference()
    {
        Recommendation[] blend = new Recommendation[1];
        ShopperEvent[] events = Events(1, 3);
        Index.Recommend(new ShopperState(events), blend);
        Assert.Equal(Ranker.KnownFeatures, Plain(blend, 0, events, Placement.Default).Select(pair => pair.Feature));
    }

    [Fact]
    public void Read_NoEvents_IsNoCandidate()
    {
        Assert.Equal(0, RankerExamples.Read(Index, new ShopperState([]), new int[5], new float[5 * Ranker.KnownFeatures.Count]));
        Assert.Throws<ArgumentException>(() => RankerExamples.Read(Index, new ShopperState([]), new int[5], new float[5]));
    }

    [Fact]
    public void Read_Warm_AllocatesNothing()
    {
        int[] ordinals = new int[Candidates];
        float[] rows = new float[Candidates * Ranker.KnownFeatures.Count];
        ShopperEvent[] events = Events(3, 6);
        Action work = () => RankerExamples.Read(Index, new ShopperState(events), ordinals, rows);
        for (int i = 0; i < 100; i++)
        {
            work();
        }

        Assert.Equal(0, Allocated.Least(work));
    }

    private static IEnumerable<(string Feature, double Value)> Plain(Recommendation[] blend, int i, ShopperEvent[] known, Placement placement)
    {
        int one = blend[i].Ordinal;
        int last = known[^1].Ordinal;
        bool hasVectors = placement.VectorWeight > 0;
        double table = TableScore(one, known, placement, out double tableWeight);
        double vectors = hasVectors ? (blend[i].Score - (tableWeight * table)) / placement.VectorWeight : -1e6;
        yield return ("blend-score", blend[i].Score);
        yield return ("blend-place", i);
        yield return ("blend-gap", blend[0].Score - blend[i].Score);
        yield return ("vector-score", vectors);
        yield return ("last-similarity", Cosine(last, one, placement.Space ?? Space.Next));
        yield return ("table-score-1", tableWeight > 0 ? table : 0);
        yield return ("table-score-2", 0);
        yield return ("table-score-3", 0);
        yield return ("table-score-4", 0);
        (int Back, double Weight)[] entries = tableWeight > 0
            ? [.. known.Reverse().SelectMany((view, back) => Row(view.Ordinal).Where(entry => entry.Ordinal == one).Select(entry => (back, (double)entry.Similarity)))]
            : [];
        yield return ("last-entry", entries.Where(entry => entry.Back == 0).Select(entry => entry.Weight).DefaultIfEmpty(0).Max());
        yield return ("naming-events", entries.Length);
        yield return ("named-back", entries.Select(entry => entry.Back).DefaultIfEmpty(1000).Min());
        yield return ("events", known.Length);
        yield return ("times-seen", known.Count(view => view.Ordinal == one));
        int seen = Array.FindLastIndex(known, view => view.Ordinal == one);
        yield return ("seen-back", seen < 0 ? 1000 : known.Length - 1 - seen);
        yield return ("popularity", Index.GetPopularity(one));
        yield return ("popularity-ratio", (1 + Index.GetPopularity(one)) / (1 + Index.GetPopularity(last)));
        yield return ("price", Index.GetPrice(one)!.Value);
        yield return ("price-ratio", (1.0 + Index.GetPrice(one)!.Value) / (1 + known.Average(view => Index.GetPrice(view.Ordinal)!.Value)));
        yield return ("price-ratio-last", (1.0 + Index.GetPrice(one)!.Value) / (1 + Index.GetPrice(last)!.Value));
        DateTimeOffset newest = Enumerable.Range(0, Index.Count).Max(Index.GetFirstSeen)!.Value;
        yield return ("age-days", (newest - Index.GetFirstSeen(one))?.TotalDays ?? -1e6);
        yield return ("age-after-last", (Index.GetFirstSeen(one) - Index.GetFirstSeen(last))?.TotalDays ?? -1e6);
        string[] own = Index.GetCategory(one).Split('/');
        string[] other = Index.GetCategory(last).Split('/');
        yield return ("category-depth", own.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count());
        yield return ("category-share", known.Average(view => Index.GetCategory(view.Ordinal) == Index.GetCategory(one) ? 1.0 : 0));
        yield return ("in-stock", Index.IsInStock(one) ? 1 : 0);
        yield return ("popularity-trend", Index.GetPopularityTrend(one));
    }

    /// <summary>Standard score of the table, where all products without an entry have 0.</summary>
    private static double TableScore(int one, ShopperEvent[] known, Placement placement, out double weight)
    {
        weight = placement.TableWeights.Count > 0 ? placement.TableWeights[0] : Placement.DefaultTableWeight;
        double[] scores = new double[Index.Count];
        for (int i = 0; i < known.Length; i++)
        {
            foreach (Neighbor entry in Row(known[i].Ordinal))
            {
                scores[entry.Ordinal] += Math.Pow(placement.TableDecay, known.Length - 1 - i) * entry.Similarity;
            }
        }

        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Average(score => score * score) - (mean * mean));
        return deviation > 1e-9 ? (scores[one] - mean) / deviation : 0;
    }

    private static Neighbor[] Row(int ordinal)
    {
        Neighbor[] row = new Neighbor[256];
        return row[..Index.ReadTable(0, ordinal, row)];
    }

    private static double Cosine(int viewed, int candidate, Space space)
    {
        float[] a = new float[RecommendedShop.Dimension];
        float[] b = new float[RecommendedShop.Dimension];
        Index.GetVector(viewed, a);
        Index.GetVector(candidate, b, space);
        return a.Zip(b).Sum(pair => (double)pair.First * pair.Second);
    }

    private static Placement Of(string name) => name switch
    {
        "tables" => new Placement { VectorWeight = 0 },
        "vectors" => new Placement { TableWeights = [0] },
        "similar" => new Placement { Space = Space.Similar, TableWeights = [2], TableDecay = .7f },
        "repeats" => new Placement { ExcludesViewed = false },
        _ => new Placement(),
    };

    /// <summary>Views of few categories, so that tables and categories meet.</summary>
    private static ShopperEvent[] Events(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new ShopperEvent(RecommendedShop.Shared.Ordinals[(random.Next(100) * 30) + (seed % 3)]))];
    }
}
