using System.Diagnostics;
using System.Globalization;
using ProductSpace.Training;
using ProductSpace.Training.Tables;
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

    /// <summary>Ten models on two processors have ten minutes, so that each has two minutes of CPU time.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private static readonly Lazy<(SessionSet Train, SessionSet Test)> s_log = new(() => (Sessions(0, Train), Sessions(Train, Test)));

    [SkippableTheory]
    [InlineData("popularity")]
    [InlineData("session-popularity")]
    [InlineData("item-knn")]
    [InlineData("ar")]
    [InlineData("sr")]
    [InlineData("sr4")]
    [InlineData("v-sknn")]
    [InlineData("vmis-knn")]
    [InlineData("stan")]
    [InlineData("v-stan")]
    public void TrainAndEvaluate_LogOfAShop_TakesMinutes(string name)
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN=2");
        (SessionSet train, SessionSet test) = s_log.Value;
        TimeSpan start = Used();
        IRecommender model = Recipes.Find(name)!.Train(train, new RecipeContext());
        TimeSpan trained = Used();
        RecommenderResult result = RecommenderEvaluator.Evaluate(model, test);
        RankingResult ranks = result[RepeatMode.CurrentExcluded];
        BootstrapInterval interval = Bootstrap.Mean(ranks.Values(RankingMetric.HitRate, 20), ranks.Sessions);
        TimeSpan evaluated = Used();
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, {train.EventCount + test.EventCount} events: train {(trained - start).TotalSeconds:F1} s, evaluate {(evaluated - trained).TotalSeconds:F1} s of CPU for {result.Count} predictions, peak {peak / 1e9:F2} GB, HR@20 {interval.Mean:F4} ({interval.Low:F4} - {interval.High:F4})"));
        Assert.True(evaluated - start < s_limit, $"{evaluated - start}");
        Assert.True(peak < 4e9, $"{peak}");
    }

    /// <summary>Rows of 50 entries for a million products, from two million sessions.</summary>
    [SkippableFact]
    public void Learn_MillionProducts_FitsInMemory()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN=2");
        SessionSet sessions = Sessions(0, 2_000_000, 1_000_000);
        TimeSpan start = Used();
        ItemTable table = new AssociationRules().Learn(sessions, new ItemTableOptions { Entries = 50, MinSessions = 2 });
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sessions.EventCount} events: {(Used() - start).TotalSeconds:F1} s of CPU, {table.EntryCount} entries, peak {peak / 1e9:F2} GB"));
        Assert.True(table.EntryCount > 1_000_000);
        Assert.True(peak < 4e9, $"{peak}");
    }

    private static TimeSpan Used() => Process.GetCurrentProcess().TotalProcessorTime;

    /// <summary>
    /// Sessions of five views on the average: each stays near one product of a power law, and steps on by another one; numbers of
    /// products are scattered.
    /// </summary>
    private static SessionSet Sessions(int first, int count, int productCount = Products)
    {
        int[] starts = new int[count + 1];
        Random random = new(first + 1);
        List<int> products = [];
        List<long> times = [];
        for (int i = 0; i < count; i++)
        {
            int length = 2 + random.Next(4) + (random.Next(5) == 0 ? random.Next(10) : 0);
            int place = PowerLaw(random, productCount);
            for (int j = 0; j < length; j++)
            {
                products.Add((int)(place * 7919L % productCount));
                times.Add(((first + i) * 15_000_000L) + (j * 30_000_000L));
                place = (place + PowerLaw(random, 300)) % productCount;
            }

            starts[i + 1] = products.Count;
        }

        return new SessionSet(productCount, [.. products], starts, [.. times]);
    }

    /// <summary>Draws a number below the bound with a chance that falls about as one over the number.</summary>
    private static int PowerLaw(Random random, int bound) =>
        (int)Math.Exp(random.NextDouble() * Math.Log(bound));
}
