using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Neighbors;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// Made logs in which it is known what matters: a model that sees it must win with an interval that excludes zero, and where
/// there is nothing to see it must not.
/// </summary>
public class PlantedLogsTests
{
    private const int Clusters = 40;
    private const int ClusterSize = 12;
    private const int Products = Clusters * ClusterSize;
    private const long Day = 86_400_000_000;

    private static readonly SequentialRulesRecipe s_rules = new();
    private static readonly AssociationRulesRecipe s_pairs = new();

    [Fact]
    public void OrderMatters_SequentialRules_BeatAssociationRules()
    {
        // Each product leads to the next of its cluster: what came before tells nothing more.
        SessionSet Walks(int count, int seed) => Sessions(count, seed, (random, cluster) =>
        {
            int place = random.Next(ClusterSize);
            return [.. Enumerable.Range(0, 5).Select(_ => (cluster * ClusterSize) + (place++ % ClusterSize))];
        });

        BootstrapInterval gain = Gain(s_rules, s_pairs, Walks(2000, 1), Walks(400, 2));
        Assert.True(gain is { ExcludesZero: true, Low: > .1 }, $"{gain}");
    }

    [Fact]
    public void OrderDoesNotMatter_SequentialRules_DoNotBeatAssociationRules()
    {
        // Any order of any products of a cluster: rules see half of the pairs that there are.
        SessionSet Sets(int count, int seed) => Sessions(count, seed, (random, cluster) =>
            [.. Enumerable.Range(0, ClusterSize).OrderBy(_ => random.Next()).Take(5).Select(place => (cluster * ClusterSize) + place)]);

        BootstrapInterval gain = Gain(s_rules, s_pairs, Sets(2000, 3), Sets(400, 4));
        Assert.True(gain.Low <= 0, $"{gain}");
    }

    /// <summary>
    /// What follows a product changes in the last tenth of the time: counts of all sessions tell what was, the recent ones
    /// what is.
    /// </summary>
    [Theory]
    [InlineData("stan")]
    [InlineData("v-stan")]
    [InlineData("v-sknn")]
    [InlineData("vmis-knn")]
    public void FashionChanges_NeighborsByRecency_BeatItemNeighbors(string name)
    {
        IRecommenderRecipe recipe = name switch
        {
            "stan" => new StanRecipe(),
            "v-stan" => new VstanRecipe(),
            "v-sknn" => new VsknnRecipe { Sample = 8, Neighbors = 8 },
            _ => new VmisKnnRecipe { Sample = 8, Neighbors = 8 },
        };
        BootstrapInterval gain = Gain(recipe, new ItemNeighborsRecipe(), Fashion(12_000, 0, 100, 5), Fashion(300, 100, 101, 6));
        Assert.True(gain is { ExcludesZero: true, Low: > .1 }, $"{gain}");
    }

    /// <summary>The control: where nothing changes with time, weighting by recency has nothing to win.</summary>
    [Fact]
    public void FashionStays_NeighborsByRecency_DoNotBeatItemNeighbors()
    {
        BootstrapInterval gain = Gain(new StanRecipe(), new ItemNeighborsRecipe(), Fashion(12_000, 0, 89, 7), Fashion(300, 89, 90, 8));
        Assert.True(gain.Low <= 0, $"{gain}");
    }

    [Fact]
    public void SeparateClusters_EveryModelOfTheSession_BeatsPopularity()
    {
        SessionSet Sets(int count, int seed) => Sessions(count, seed, (random, cluster) =>
            [.. Enumerable.Range(0, 4).Select(_ => (cluster * ClusterSize) + (random.Next(ClusterSize) * random.Next(ClusterSize) / ClusterSize))]);
        SessionSet train = Sets(2000, 9);
        SessionSet test = Sets(300, 10);
        foreach (IRecommenderRecipe recipe in Recipes.All.Where(recipe => recipe.Name is "session-popularity" or "item-knn" or "ar" or "sr" or "sr4" or "v-sknn" or "vmis-knn" or "stan" or "v-stan"))
        {
            BootstrapInterval gain = Gain(recipe, new PopularityRecipe(), train, test);
            Assert.True(gain is { ExcludesZero: true, Low: > 0 }, $"{recipe.Name}: {gain}");
        }
    }

    /// <summary>Gain in MRR@20, the current product excluded, prediction by prediction, by sessions.</summary>
    private static BootstrapInterval Gain(IRecommenderRecipe one, IRecommenderRecipe other, SessionSet train, SessionSet test)
    {
        RankingResult first = RecommenderEvaluator.Evaluate(one.Train(train, new RecipeContext()), test)[RepeatMode.CurrentExcluded];
        RankingResult second = RecommenderEvaluator.Evaluate(other.Train(train, new RecipeContext()), test)[RepeatMode.CurrentExcluded];
        return Bootstrap.Difference(
            first.Values(RankingMetric.ReciprocalRank, 20), second.Values(RankingMetric.ReciprocalRank, 20), first.Sessions);
    }

    private static SessionSet Sessions(int count, int seed, Func<Random, int, int[]> draw)
    {
        Random random = new(seed);
        return SessionSet.From(Products, [.. Enumerable.Range(0, count).Select(_ => draw(random, random.Next(Clusters)))]);
    }

    /// <summary>
    /// Sessions of two views in a stretch of days: up to day 90 a product leads to the sixth from it in its cluster, then to
    /// the next.
    /// </summary>
    private static SessionSet Fashion(int count, int firstDay, int endDay, int seed)
    {
        Random random = new(seed);
        int[] products = new int[2 * count];
        long[] times = new long[2 * count];
        for (int i = 0; i < count; i++)
        {
            long time = (firstDay * Day) + ((endDay - firstDay) * Day / count * i);
            int cluster = random.Next(Clusters / 2) * ClusterSize;
            int place = random.Next(ClusterSize);
            products[2 * i] = cluster + place;
            products[(2 * i) + 1] = cluster + ((place + (time < 90 * Day ? 6 : 1)) % ClusterSize);
            times[2 * i] = time;
            times[(2 * i) + 1] = time + 60_000_000;
        }

        return new SessionSet(Products, products, [.. Enumerable.Range(0, count + 1).Select(i => 2 * i)], times);
    }
}
