using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Training;
using ProductSpace.Training.Tables;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>Bars on RSC15-100k: all 10,152 predictions of the test part, with settings of the validation part.</summary>
public class YoochooseTests(ITestOutputHelper output)
{
    /// <summary>What the validation part chooses of the grid.</summary>
    private const string Chosen = "alpha 0.5, lambda 10, position 1, inference 1, days 8, entries 50";

    /// <summary>Predictions that tell a model from popularity; a campaign prints the figures of all.</summary>
    private static int Enough => Campaign.IsLong ? int.MaxValue : 2500;

    [SkippableFact]
    public void Slist_Grid_TheValidationPartChooses()
    {
        Skip.IfNot(Campaign.IsLong, "ten trainings; PRODUCTSPACE_CAMPAIGN=2 runs them");
        RealLogs choosing = RealLogs.Yoochoose("train_tr", "train_valid");
        IRecommenderRecipe best = new SlistRecipe().Grid.MaxBy(recipe =>
        {
            RankingResult result = Judge(recipe, choosing.Train, choosing.Test, 4000)[RepeatMode.CurrentExcluded];
            return result.Mean(RankingMetric.HitRate, 20) + result.Mean(RankingMetric.ReciprocalRank, 20);
        })!;
        Assert.Equal(Chosen, best.Settings);
    }

    [SkippableFact]
    public void Slist_SettingsOfTheValidationPart_MeetTheBar()
    {
        RealLogs log = RealLogs.Yoochoose();
        SlistRecipe best = (SlistRecipe)new SlistRecipe().Grid.Single(recipe => recipe.Settings == Chosen);
        RankingResult few = Print(best, log)[RepeatMode.CurrentExcluded];
        Assert.Equal(10_152, few.Count);
        Assert.InRange(few.Mean(RankingMetric.HitRate, 20), 0.415, 1);
        Assert.InRange(few.Mean(RankingMetric.ReciprocalRank, 20), 0.193, 1);
        if (!Campaign.IsLong)
        {
            return;
        }

        TableLimits whole = new() { Entries = log.Train.ProductCount };
        RankingResult full = Print(
            best with { Options = best.Options with { Limits = whole } }, log)[RepeatMode.CurrentExcluded];
        foreach (RankingMetric metric in new[] { RankingMetric.HitRate, RankingMetric.ReciprocalRank })
        {
            Assert.InRange(few.Mean(metric, 20) / full.Mean(metric, 20), 0.995, double.PositiveInfinity);
        }
    }

    [SkippableTheory]
    [InlineData("slist")]
    [InlineData("ease")]
    public void Table_ActiveSets_LoseAtMostOnePercent(string model)
    {
        Skip.IfNot(Campaign.IsLong, "six trainings; PRODUCTSPACE_CAMPAIGN=2 runs them");
        RealLogs log = RealLogs.Yoochoose();
        RankingResult exact = Print(Recipes.Find(model)!, log)[RepeatMode.CurrentExcluded];
        foreach (int active in new[] { 256, 64 })
        {
            TableLimits limits = new() { ExactProducts = 0, ActiveProducts = active };
            output.WriteLine($"{active} active products:");
            RankingResult result = Print(ActiveSetTests.With(model, limits), log)[RepeatMode.CurrentExcluded];
            Assert.InRange(
                result.Mean(RankingMetric.HitRate, 20) / exact.Mean(RankingMetric.HitRate, 20), 0.99, 1.1);
        }
    }

    /// <summary>One model of the family; all of them, with the figures of evaluation.md, in a campaign.</summary>
    [SkippableFact]
    public void Models_Defaults_BeatPopularity()
    {
        RealLogs log = RealLogs.Yoochoose();
        RankingResult popular = Print(new PopularityRecipe(), log, Enough)[RepeatMode.CurrentExcluded];
        TheoryData<string> names = Campaign.IsLong ? PlantedLogTests.Models : ["ease"];
        foreach (string name in names)
        {
            RankingResult model = Print(Recipes.Find(name)!, log, Enough)[RepeatMode.CurrentExcluded];
            BootstrapInterval over = Bootstrap.Difference(
                model.Values(RankingMetric.HitRate, 20), popular.Values(RankingMetric.HitRate, 20), model.Sessions);
            Assert.True(over.Low > 0, $"{name} does not beat popularity");
        }
    }

    private static RecommenderResult Judge(
        IRecommenderRecipe recipe, SessionSet train, SessionSet test, int predictions = int.MaxValue) =>
        RecommenderEvaluator.Evaluate(
            recipe.Train(train, new RecipeContext()), test, new NextItemOptions { MaxPredictions = predictions });

    private RecommenderResult Print(IRecommenderRecipe recipe, RealLogs log, int predictions = int.MaxValue)
    {
        RecommenderResult result = Judge(recipe, log.Train, log.Test, predictions);
        IEnumerable<string> figures = Enum.GetValues<RepeatMode>().Select(mode =>
            $"{result[mode].Mean(RankingMetric.HitRate, 20):F4}/{result[mode].Mean(RankingMetric.ReciprocalRank, 20):F4}");
        output.WriteLine(
            $"{recipe.Name} | {recipe.Settings} | {string.Join(" | ", figures)} | {result[RepeatMode.CurrentExcluded].Coverage(20):F3}");
        return result;
    }
}
