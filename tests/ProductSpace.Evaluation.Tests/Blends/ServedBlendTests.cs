using ProductSpace.Evaluation.Blends;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests.Blends;

/// <summary>
/// The blend on a real log: the figures that it promises, and that a snapshot serves them. Weights and options were chosen on
/// the validation part.
/// </summary>
public sealed class ServedBlendTests
{
    private static readonly Lazy<RealLogs> s_log = new(() => RealLogs.Yoochoose());
    private static readonly Lazy<RecommenderResult> s_exact = new(() => RecommenderEvaluator.Evaluate(
        new BlendRecipe().Train(s_log.Value.Train, new RecipeContext()), s_log.Value.Test, new NextItemOptions { NextOnly = true }));

    private static readonly Lazy<ProductIndex> s_index = new(() => Serve(new BlendRecipe(), s_log.Value.Train));

    [SkippableFact]
    public void Evaluate_RealLog_ReachesItsBars()
    {
        RecommenderResult result = s_exact.Value;
        Require(result[RepeatMode.CurrentExcluded], .434, .195);
        Require(result[RepeatMode.Allowed], .688, .371);
    }

    /// <summary>Lists of the snapshot, found by its search and filled up, against the scores of all products in memory.</summary>
    [SkippableTheory]
    [InlineData(.90f, .010)]
    [InlineData(.95f, .005)]
    [InlineData(.98f, .003)]
    public void Recommend_RealLog_LosesLittleThroughTheIndex(float target, double loss)
    {
        SessionSet train = s_log.Value.Train;
        SessionSet test = s_log.Value.Test;
        ProductIndex index = s_index.Value;
        int[] ordinals = [.. Enumerable.Range(0, train.ProductCount).Select(product => index.TryGetOrdinal($"{product}", out int ordinal) ? ordinal : -1)];
        RecommenderResult exact = s_exact.Value;
        Placement placement = new() { TargetRecall = target, ExcludesViewed = false };
        ShopperEvent[] events = new ShopperEvent[200];
        Recommendation[] hits = new Recommendation[20];
        int asked = 0;
        int found = 0;
        int right = 0;
        for (int i = 0; i < exact.Count; i += 3)
        {
            int known = 0;
            foreach (int product in test.Products(exact[RepeatMode.Allowed].Sessions[i])[..exact.Positions[i]])
            {
                if (product < train.ProductCount && ordinals[product] >= 0)
                {
                    events[known++] = new ShopperEvent(ordinals[product]);
                }
            }

            int count = index.Recommend(new ShopperState(events.AsSpan(0, known)), hits, placement).Count;
            int next = exact.Targets[i];
            asked++;
            right += exact[RepeatMode.Allowed].NextRanks[i] <= 20 ? 1 : 0;
            found += next < train.ProductCount && hits.AsSpan(0, count).ToArray().Any(hit => hit.Ordinal == ordinals[next]) ? 1 : 0;
        }

        Assert.InRange((double)found / asked, ((double)right / asked) - loss, 1);
    }

    /// <summary>Builds the snapshot of the default blend.</summary>
    internal static ProductIndex Serve(SessionSet train) => Serve(new BlendRecipe(), train);

    private static ProductIndex Serve(BlendRecipe recipe, SessionSet train)
    {
        IVectorRecommender vectors = (IVectorRecommender)recipe.Parts.Single(part => part.Recipe is Prod2VecRecipe).Recipe.Train(train, new RecipeContext());
        SlistRecipe slist = (SlistRecipe)recipe.Parts.Single(part => part.Recipe is SlistRecipe).Recipe;
        ItemTable table = Training.Tables.SlistLearner.Learn(train, slist.Options);
        string[] ids = [.. Enumerable.Range(0, train.ProductCount).Select(product => $"{product}")];
        ISessionVectors single = vectors.CreateSessionVectors();
        float[] input = new float[train.ProductCount * vectors.Dimension];
        float[] output = new float[input.Length];
        for (int product = 0; product < train.ProductCount; product++)
        {
            // The session vector of one view is its IN vector, of length 1.
            single.Write(new SessionSoFar([product]), input.AsSpan(product * vectors.Dimension, vectors.Dimension));
            vectors.ProductVector(product).CopyTo(output.AsSpan(product * vectors.Dimension));
        }

        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { OnBadVector = BadVectorPolicy.Skip }).UseVectors(input, vectors.Dimension).UseNextVectors(output, vectors.Dimension).UseIds(ids);
        new LearnedTable("slist", ids, table, Training.Tables.ProductPopularity.Of(train, 0), "test").AddTo(builder);
        return ProductIndex.Open(builder.BuildToMemory());
    }

    private static void Require(RankingResult result, double hitRate, double reciprocalRank)
    {
        Assert.Equal(10_152, result.Count);
        Assert.InRange(result.Mean(RankingMetric.HitRate, 20), hitRate, 1);
        Assert.InRange(result.Mean(RankingMetric.ReciprocalRank, 20), reciprocalRank, 1);
    }
}
