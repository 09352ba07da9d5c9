using ProductSpace.Evaluation.Linear;
using ProductSpace.Training;
using ProductSpace.Training.Tables;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>What is lost where products are too many for an exact solution, on a log that still has one.</summary>
public class ActiveSetTests(ITestOutputHelper output)
{
    private static readonly TableLimits s_active = new() { ExactProducts = 0 };

    [Theory]
    [InlineData("slist")]
    [InlineData("ease")]
    public void Evaluate_ActiveSets_LoseLittleAgainstTheExactSolution(string model)
    {
        SessionSet train = MadeLogs.Shop(21, 2000, 12_000);
        SessionSet test = MadeLogs.Shop(22, 2000, 400);
        RankingResult exact = Judge(With(model, new TableLimits()), train, test);
        RankingResult active = Judge(With(model, s_active), train, test);
        foreach (RankingMetric metric in new[] { RankingMetric.HitRate, RankingMetric.ReciprocalRank })
        {
            output.WriteLine($"{model} {metric}@20 exact {exact.Mean(metric, 20):F4}, active {active.Mean(metric, 20):F4}");
            Assert.InRange(active.Mean(metric, 20) / exact.Mean(metric, 20), 0.99, 1.1);
        }
    }

    internal static IRecommenderRecipe With(string model, TableLimits limits) => model == "slist"
        ? new SlistRecipe { Options = new SlistOptions { Limits = limits } }
        : new EaseRecipe { Options = new EaseOptions { Limits = limits } };

    private static RankingResult Judge(IRecommenderRecipe recipe, SessionSet train, SessionSet test) =>
        RecommenderEvaluator.Evaluate(recipe.Train(train, new RecipeContext()), test)[RepeatMode.CurrentExcluded];
}
