using ProductSpace.Evaluation.Linear;
using ProductSpace.Training.Tables;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>What it costs that no entry of SLIST shows what fewer than five sessions did.</summary>
public class PairSupportTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Learn_PairsOfFiveSessions_CostManyHits()
    {
        Skip.IfNot(Campaign.IsLong, "six trainings; PRODUCTSPACE_CAMPAIGN=2 runs them");
        RealLogs log = RealLogs.Yoochoose("train_tr", "train_valid");
        Dictionary<(int Products, int Pairs), double> hits = [];
        foreach ((int products, int pairs) in new[] { (1, 1), (2, 1), (5, 1), (2, 2), (5, 2), (5, 5) })
        {
            SlistRecipe recipe = new() { Options = new SlistOptions { Limits = new TableLimits { MinSessions = products, MinPairSessions = pairs } } };
            RecommenderResult result = RecommenderEvaluator.Evaluate(recipe.Train(log.Train, new RecipeContext()), log.Test, new NextItemOptions { NextOnly = true });
            RankingResult current = result[RepeatMode.CurrentExcluded];
            hits[(products, pairs)] = current.Mean(RankingMetric.HitRate, 20);
            output.WriteLine($"products of {products}, pairs of {pairs}: HR@20 {hits[(products, pairs)]:F4}, MRR@20 {current.Mean(RankingMetric.ReciprocalRank, 20):F4}");
        }

        // Why pairs of five are not the default.
        Assert.InRange(hits[(5, 5)] / hits[(1, 1)], 0.5, 0.8);
        Assert.InRange(hits[(5, 2)] / hits[(5, 1)], 0.85, 1.05);

        // No entry rests on one session alone, and more is found than with products of five.
        Assert.InRange(hits[(2, 2)] / hits[(5, 1)], 1.03, 1.2);
    }
}
