using System.Globalization;
using ProductSpace.Training;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Blends;

/// <summary>
/// The blend against every other model that is not a network, pair by pair on a real log: a campaign that prints the table of
/// the docs.
/// </summary>
public sealed class BlendAgainstAllTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Evaluate_RealLog_IsWorseThanNoOtherModel()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        RealLogs log = RealLogs.Yoochoose();
        RecommenderResult blend = Evaluate("blend", log);
        foreach (string name in (string[])["slist", "sr4", "sr", "ar", "v-sknn", "vmis-knn", "stan", "v-stan", "ease", "ials", "bpr", "item-knn", "prod2vec"])
        {
            RecommenderResult other = Evaluate(name, log);
            foreach (RepeatMode mode in (RepeatMode[])[RepeatMode.CurrentExcluded, RepeatMode.Allowed])
            {
                BootstrapInterval hits = Difference(blend[mode], other[mode], RankingMetric.HitRate);
                BootstrapInterval places = Difference(blend[mode], other[mode], RankingMetric.ReciprocalRank);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {mode} | {hits.Mean:F4} [{hits.Low:F4}, {hits.High:F4}] | {places.Mean:F4} [{places.Low:F4}, {places.High:F4}] |"));
                Assert.True(hits.High > 0 && places.High > 0, $"{name}, {mode}: HR@20 {hits}, MRR@20 {places}");
            }
        }
    }

    private static RecommenderResult Evaluate(string name, RealLogs log) =>
        RecommenderEvaluator.Evaluate(Recipes.Find(name)!.Train(log.Train, new RecipeContext()), log.Test, new NextItemOptions { NextOnly = true });

    private static BootstrapInterval Difference(RankingResult first, RankingResult second, RankingMetric metric) =>
        Bootstrap.Difference(first.Values(metric, 20), second.Values(metric, 20), first.Sessions);
}
