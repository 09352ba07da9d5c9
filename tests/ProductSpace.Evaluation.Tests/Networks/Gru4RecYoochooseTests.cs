using System.Globalization;
using ProductSpace.Evaluation.Networks;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>
/// Our GRU4Rec on a real log beside what is published for it: over all 10,152 predictions at least sequential rules, and on the
/// 387 positions that the official program answered at most five points below its lists; without dropout within five points.
/// </summary>
public class Gru4RecYoochooseTests
{
    private const double RulesHitRate = 0.6190;
    private const double RulesReciprocalRank = 0.3469;
    private const double PublishedHitRate = 0.571;
    private const double PublishedReciprocalRank = 0.329;
    private const double Margin = 0.05;

    [SkippableFact]
    public void Train_RealLog_ReachesSequentialRulesAndThePublishedLists()
    {
        Skip.IfNot(Campaign.IsLong, "a training of five epochs; PRODUCTSPACE_CAMPAIGN=2 runs it");
        RealLogs log = RealLogs.Yoochoose();
        IRecommender model = new Gru4RecRecipe { Epochs = 5 }.Train(log.Train, new RecipeContext());
        RecommenderResult result = RecommenderEvaluator.Evaluate(model, log.Test);
        RankingResult allowed = result[RepeatMode.Allowed];
        Assert.Equal(10_152, result.Count);
        Assert.InRange(allowed.Mean(RankingMetric.HitRate, 20), RulesHitRate, 1);
        Assert.InRange(allowed.Mean(RankingMetric.ReciprocalRank, 20), RulesReciprocalRank, 1);

        (double hitRate, double reciprocalRank) = OnTheLists(log, result);
        Assert.InRange(hitRate, PublishedHitRate - Margin, 1);
        Assert.InRange(reciprocalRank, PublishedReciprocalRank - Margin, 1);
    }

    /// <summary>Dropout lifts our model above the lists; a plain network must give what they give.</summary>
    [SkippableFact]
    public void Train_WithoutDropout_AgreesWithThePublishedLists()
    {
        Skip.IfNot(Campaign.IsLong, "a training of ten epochs; PRODUCTSPACE_CAMPAIGN=2 runs it");
        RealLogs log = RealLogs.Yoochoose();
        IRecommender model = new Gru4RecRecipe { Dropout = 0, Rate = 0.1 }.Train(log.Train, new RecipeContext());
        (double hitRate, double reciprocalRank) = OnTheLists(log, RecommenderEvaluator.Evaluate(model, log.Test));
        Assert.InRange(hitRate, PublishedHitRate - Margin, PublishedHitRate + Margin);
        Assert.InRange(reciprocalRank, PublishedReciprocalRank - Margin, PublishedReciprocalRank + Margin);
    }

    /// <summary>Hit rate and reciprocal rank at 20 over the positions of the published lists, repeats allowed.</summary>
    private static (double HitRate, double ReciprocalRank) OnTheLists(RealLogs log, RecommenderResult result)
    {
        RankingResult allowed = result[RepeatMode.Allowed];
        HashSet<(int, int)> golden = Golden(log);
        int[] chosen = [.. Enumerable.Range(0, result.Count).Where(i => golden.Contains((allowed.Sessions[i], result.Positions[i])))];
        Assert.Equal(387, chosen.Length);
        return (Mean(allowed, RankingMetric.HitRate, chosen), Mean(allowed, RankingMetric.ReciprocalRank, chosen));
    }

    private static double Mean(RankingResult result, RankingMetric metric, int[] predictions) =>
        predictions.Average(prediction => result.Value(metric, 20, prediction));

    /// <summary>Row (session, p) of the lists answers after view p, so that p + 1 views were seen.</summary>
    private static HashSet<(int Session, int Views)> Golden(RealLogs log)
    {
        Dictionary<string, int> numbers = log.TestIds.Select((name, number) => (name, number)).ToDictionary();
        return [.. RealLogs.Rows(["yoochoose-100k", "recoms_rsc15_100k_gru4rec.csv.gz"], ';')
            .Select(row => (numbers[row[0]], int.Parse(row[1], CultureInfo.InvariantCulture) + 1))];
    }
}
