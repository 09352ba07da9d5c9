using System.Diagnostics;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Tests;
using ProductSpace.Training;
using ProductSpace.Training.Tables;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>
/// Time and memory on a made log of 200,000 sessions and 40,000 products, about a million views: the figures of
/// decisions/linear-models.md. Runs only as a campaign.
/// </summary>
public class LinearCampaignTests(ITestOutputHelper output)
{
    private const int Predictions = 20_000;
    private const double BytesPerMegabyte = 1 << 20;

    /// <summary>
    /// Time of processors for one model: two of them do all models of this folder in less than eight minutes.
    /// </summary>
    private const double MostProcessorSeconds = 300;

    private const double MostMegabytes = 4096;

    public static TheoryData<string> Models => PlantedLogTests.Models;

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Train_LargeLog_FitsTimeAndMemory(string name)
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        SessionSet train = MadeLogs.Shop(31, 40_000, 200_000);
        SessionSet test = MadeLogs.Shop(32, 40_000, 20_000);
        output.WriteLine(
            $"{train.Count} sessions, {train.EventCount} views, {train.CountProducts().Count(n => n > 0)} products");
        (double seconds, double megabytes) = Measure(Recipes.Find(name)!, train, test);
        Assert.InRange(seconds, 0, MostProcessorSeconds);
        Assert.InRange(megabytes, 0, MostMegabytes);
    }

    /// <summary>The largest exact solution: 20,000 products.</summary>
    [SkippableTheory]
    [InlineData("slist")]
    [InlineData("ease")]
    public void Train_TwentyThousandProducts_FitsTimeAndMemory(string model)
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        SessionSet train = MadeLogs.Shop(33, 20_000, 100_000);
        SessionSet test = MadeLogs.Shop(34, 20_000, 10_000);
        (_, double exact) = Measure(ActiveSetTests.With(model, new TableLimits()), train, test);
        Measure(ActiveSetTests.With(model, new TableLimits { ExactProducts = 0 }), train, test);
        Measure(ActiveSetTests.With(model, new TableLimits { ExactProducts = 0, ActiveProducts = 128 }), train, test);
        Assert.InRange(exact, 0, MostMegabytes);
    }

    /// <summary>A catalogue of the size that a snapshot is built for: memory must not grow with its square.</summary>
    [SkippableFact]
    public void Train_MillionProducts_FitsMemory()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        SessionSet train = MadeLogs.Shop(35, 1_000_000, 600_000);
        SessionSet test = MadeLogs.Shop(36, 1_000_000, 50);
        output.WriteLine(
            $"{train.Count} sessions, {train.EventCount} views, {train.CountProducts().Count(n => n > 0)} products");
        (_, double megabytes) = Measure(new SlistRecipe(), train, test);
        Assert.InRange(megabytes, 0, MostMegabytes);
    }

    private (double Seconds, double Megabytes) Measure(IRecommenderRecipe recipe, SessionSet train, SessionSet test)
    {
        GC.Collect();
        using Timer timer = new(_ => Sample(), null, 0, 50);
        _peak = 0;
        double processor = Processor();
        Stopwatch watch = Stopwatch.StartNew();
        IRecommender model = recipe.Train(train, new RecipeContext());
        double trained = watch.Elapsed.TotalSeconds;
        double trainedProcessor = Processor() - processor;
        double peak = _peak;
        RecommenderResult result = RecommenderEvaluator.Evaluate(
            model, test, new NextItemOptions { MaxPredictions = Predictions });
        double evaluated = watch.Elapsed.TotalSeconds - trained;
        RankingResult excluded = result[RepeatMode.CurrentExcluded];
        output.WriteLine(
            $"{recipe.Name} ({recipe.Settings}): trained {trained:F1} s ({trainedProcessor:F1} of processors), {peak:F0} MB; evaluated {evaluated:F1} s ({Processor() - processor - trainedProcessor:F1}), {_peak:F0} MB; "
            + $"{excluded.Mean(RankingMetric.HitRate, 20):F4}/{excluded.Mean(RankingMetric.ReciprocalRank, 20):F4}");
        return (Processor() - processor, _peak);
    }

    private double _peak;

    private static double Processor() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private void Sample()
    {
        using Process process = Process.GetCurrentProcess();
        _peak = Math.Max(_peak, process.WorkingSet64 / BytesPerMegabyte);
    }
}
