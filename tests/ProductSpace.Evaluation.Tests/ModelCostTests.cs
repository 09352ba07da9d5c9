using System.Diagnostics;
using System.Globalization;
using ProductSpace.Training;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// Time and memory of the models that count on a made log of 200,000 sessions and 40,000 products: too long for the suite, see
/// <see cref="Campaign"/>.
/// </summary>
public class ModelCostTests(ITestOutputHelper output)
{
    private const int Products = 40_000;
    private const int Train = 180_000;
    private const int Test = 20_000;
    private static readonly string[] s_names =
        ["popularity", "session-popularity", "item-knn", "ar", "sr", "sr4", "v-sknn", "vmis-knn", "stan", "v-stan"];

    [SkippableFact]
    public void TrainAndEvaluate_LogOfAShop_TakesMinutes()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN=2");
        SessionSet train = Sessions(0, Train);
        SessionSet test = Sessions(Train, Test);
        output.WriteLine($"{train.EventCount + test.EventCount:N0} events");
        Stopwatch whole = Stopwatch.StartNew();
        foreach (string name in s_names)
        {
            TimeSpan start = Used();
            IRecommender model = Recipes.Find(name)!.Train(train, new RecipeContext());
            TimeSpan trained = Used();
            long bytes = GC.GetTotalMemory(forceFullCollection: true);
            RecommenderResult result = RecommenderEvaluator.Evaluate(model, test);
            RankingResult ranks = result[RepeatMode.CurrentExcluded];
            BootstrapInterval interval = Bootstrap.Mean(ranks.Values(RankingMetric.HitRate, 20), ranks.Sessions);
            TimeSpan evaluated = Used();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: train {(trained - start).TotalSeconds:F1} s, evaluate {(evaluated - trained).TotalSeconds:F1} s of CPU for {result.Count} predictions, {bytes / 1e6:F0} MB, HR@20 {interval.Mean:F4} ({interval.Low:F4} - {interval.High:F4})"));
            GC.KeepAlive(model);
        }

        output.WriteLine($"{whole.Elapsed.TotalSeconds:F0} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:F2} GB");
        Assert.True(whole.Elapsed < TimeSpan.FromMinutes(10));
        Assert.True(Process.GetCurrentProcess().PeakWorkingSet64 < 4e9);
    }

    private static TimeSpan Used() => Process.GetCurrentProcess().TotalProcessorTime;

    /// <summary>
    /// Sessions of five views on the average: each stays near one product of a power law, and steps on by another one; numbers of
    /// products are scattered.
    /// </summary>
    private static SessionSet Sessions(int first, int count)
    {
        int[] starts = new int[count + 1];
        Random random = new(first + 1);
        List<int> products = [];
        List<long> times = [];
        for (int i = 0; i < count; i++)
        {
            int length = 2 + random.Next(4) + (random.Next(5) == 0 ? random.Next(10) : 0);
            int place = PowerLaw(random, Products);
            for (int j = 0; j < length; j++)
            {
                products.Add((int)(place * 7919L % Products));
                times.Add(((first + i) * 15_000_000L) + (j * 30_000_000L));
                place = (place + PowerLaw(random, 300)) % Products;
            }

            starts[i + 1] = products.Count;
        }

        return new SessionSet(Products, [.. products], starts, [.. times]);
    }

    /// <summary>Draws a number below the bound with a chance that falls about as one over the number.</summary>
    private static int PowerLaw(Random random, int bound) =>
        (int)Math.Exp(random.NextDouble() * Math.Log(bound));
}
