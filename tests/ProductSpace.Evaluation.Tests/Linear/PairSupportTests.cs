using ProductSpace.Evaluation.Linear;
using ProductSpace.Training.Tables;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>What it costs that no entry of SLIST shows what fewer than five sessions did.</summary>
public class PairSupportTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Learn_PairsOfFiveSessions_CostLittle()
    {
        RealLogs log = RealLogs.Yoochoose("train_tr", "train_valid");
        double[] hits = new double[6];
        foreach (int support in new[] { 1, 2, 3, 5 })
        {
            SlistRecipe recipe = new() { Options = new SlistOptions { Limits = new TableLimits { MinSessions = support, MinPairSessions = support } } };
            RecommenderResult result = RecommenderEvaluator.Evaluate(recipe.Train(log.Train, new RecipeContext()), log.Test, new NextItemOptions { NextOnly = true });
            RankingResult current = result[RepeatMode.CurrentExcluded];
            hits[support] = current.Mean(RankingMetric.HitRate, 20);
            output.WriteLine($"pairs of {support}: HR@20 {hits[support]:F4}, MRR@20 {current.Mean(RankingMetric.ReciprocalRank, 20):F4}");
        }

        Assert.InRange(hits[5] / hits[1], 0.9, 1.1);
    }
}
