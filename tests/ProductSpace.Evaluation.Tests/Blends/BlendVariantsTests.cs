using System.Globalization;
using ProductSpace.Evaluation.Blends;
using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Evaluation.Networks;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Training;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Blends;

/// <summary>
/// What could be added to the blend: vectors of three seeds, rules of the last view, tables that a network taught. A campaign
/// that prints figures of both parts, to choose by the validation part, and the distance to the rivals of the test part.
/// </summary>
public sealed class BlendVariantsTests(ITestOutputHelper output)
{
    private static readonly Prod2VecOptions s_training = new() { NegativeExponent = 0.5, Epochs = 30 };

    [SkippableTheory]
    [InlineData("train_tr", "train_valid")]
    [InlineData("train_full", "test")]
    public void Evaluate_RealLog_PrintsEveryVariant(string train, string test)
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        RealLogs log = RealLogs.Yoochoose(train, test);
        BlendPart slist = new(new SlistRecipe(), 0.5);
        BlendPart[] three = [.. Enumerable.Range(0, 3).Select(seed => new BlendPart(new OtherSeed(Vectors(), (ulong)seed), 1 / 3.0))];
        List<(string Name, BlendRecipe Recipe)> variants =
        [
            ("default", new BlendRecipe()),
            ("three seeds", new BlendRecipe([.. three, slist])),
            ("three seeds, more SLIST", new BlendRecipe([.. three, slist with { Weight = 0.75 }])),
            ("three seeds, last view", new BlendRecipe([.. three, slist, new BlendPart(new SequentialRulesRecipe(), 0.15)])),
        ];
        RecommenderResult[] rivals = [.. new[] { "ials", "v-stan" }.Select(name => Evaluate(Recipes.Find(name)!, log))];
        foreach ((string name, BlendRecipe recipe) in variants)
        {
            RecommenderResult result = Evaluate(recipe, log);
            output.WriteLine($"| {test} | {name} | {Row(result)} | {Text(result, rivals[0], RepeatMode.CurrentExcluded, RankingMetric.HitRate)} | {Text(result, rivals[1], RepeatMode.Allowed, RankingMetric.ReciprocalRank)} |");
            Assert.InRange(result[RepeatMode.CurrentExcluded].Mean(RankingMetric.HitRate, 20), .39, .5);
        }
    }

    /// <summary>Tables that GRU4Rec taught, alone and in the blend, beside the network itself and the rivals.</summary>
    [SkippableTheory]
    [InlineData("train_tr", "train_valid", 1)]
    [InlineData("train_full", "test", 1)]
    [InlineData("train_full", "test", 2)]
    [InlineData("train_full", "test", 3)]
    public void Evaluate_TaughtTables_PrintsEveryVariant(string train, string test, int seed)
    {
        Skip.IfNot(Campaign.Size(1) >= 4, "a campaign with a network: set PRODUCTSPACE_CAMPAIGN to 4");
        RealLogs log = RealLogs.Yoochoose(train, test);
        RecipeContext context = new() { Seed = (ulong)seed };
        Gru4RecRecipe recipe = new();
        Made gru = new(recipe, recipe.Train(log.Train, context));
        Prod2VecRecipe trained = Vectors();
        BlendPart vectors = new(new Made(trained, trained.Train(log.Train, context)), 1);
        BlendPart slist = new(new SlistRecipe(), 0.5);
        TaughtTableRecipe table = new(gru) { Entries = 50, LastViews = 10, Decay = 1 / Math.E };
        List<(string Name, IRecommenderRecipe Recipe)> variants =
        [
            ("GRU4Rec", gru),
            ("blend", new BlendRecipe([vectors, slist])),
            ("table", table),
            ("table, support 5", table with { MinSessions = 5 }),
            ("table, last view", table with { LastViews = 1 }),
            ("table, last 10 views, decay 0.8", table with { Decay = 0.8 }),
            ("vectors + 0.5 table", new BlendRecipe([vectors, new BlendPart(table, 0.5)])),
            ("vectors + table", new BlendRecipe([vectors, new BlendPart(table, 1)])),
            ("blend + 0.1 table", new BlendRecipe([vectors, slist, new BlendPart(table, 0.1)])),
            ("blend + 0.25 table", new BlendRecipe([vectors, slist, new BlendPart(table, 0.25)])),
            ("blend + 0.5 table", new BlendRecipe([vectors, slist, new BlendPart(table, 0.5)])),
            ("blend + 0.5 table, SLIST 0.25", new BlendRecipe([vectors, slist with { Weight = 0.25 }, new BlendPart(table, 0.5)])),
            ("blend + 0.25 GRU4Rec", new BlendRecipe([vectors, slist, new BlendPart(gru, 0.25)])),
            ("blend + GRU4Rec", new BlendRecipe([vectors, slist, new BlendPart(gru, 1)])),
        ];
        RecommenderResult[] results = [.. variants.Select(variant => Evaluate(variant.Recipe, log))];
        RecommenderResult[] rivals = [Evaluate(Recipes.Find("ials")!, log), Evaluate(Recipes.Find("v-stan")!, log), results[0], results[1]];
        for (int i = 0; i < results.Length; i++)
        {
            string differences = string.Join(" | ", rivals.Select(rival => string.Join("; ", new[] { RepeatMode.CurrentExcluded, RepeatMode.Allowed }.Select(
                mode => $"{Text(results[i], rival, mode, RankingMetric.HitRate)} {Text(results[i], rival, mode, RankingMetric.ReciprocalRank)}"))));
            output.WriteLine($"| {test} {seed} | {variants[i].Name} | {Row(results[i])} | {differences} |");
            Assert.InRange(results[i][RepeatMode.CurrentExcluded].Mean(RankingMetric.HitRate, 20), .25, .5);
        }
    }

    private static string Row(RecommenderResult result)
    {
        RankingResult excluded = result[RepeatMode.CurrentExcluded];
        RankingResult allowed = result[RepeatMode.Allowed];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{excluded.Mean(RankingMetric.HitRate, 20):F4} / {excluded.Mean(RankingMetric.ReciprocalRank, 20):F4} | {allowed.Mean(RankingMetric.HitRate, 20):F4} / {allowed.Mean(RankingMetric.ReciprocalRank, 20):F4}");
    }

    private static Prod2VecRecipe Vectors() => new(CandidateScore.NextCosine, s_training);

    private static RecommenderResult Evaluate(IRecommenderRecipe recipe, RealLogs log) =>
        RecommenderEvaluator.Evaluate(recipe.Train(log.Train, new RecipeContext()), log.Test, new NextItemOptions { NextOnly = true });

    private static string Text(RecommenderResult one, RecommenderResult other, RepeatMode mode, RankingMetric metric)
    {
        RankingResult first = one[mode];
        BootstrapInterval change = Bootstrap.Difference(first.Values(metric, 20), other[mode].Values(metric, 20), first.Sessions);
        return string.Create(CultureInfo.InvariantCulture, $"{change.Mean:F4} [{change.Low:F4}, {change.High:F4}]");
    }

    /// <summary>A recipe whose model is made already.</summary>
    private sealed record Made(IRecommenderRecipe Recipe, IRecommender Model) : IRecommenderRecipe
    {
        public string Name => Recipe.Name;

        public string Title => Recipe.Title;

        public string Source => Recipe.Source;

        public string Settings => Recipe.Settings;

        public bool IsRandom => Recipe.IsRandom;

        public IReadOnlyList<IRecommenderRecipe> Grid => [this];

        public IRecommender Train(SessionSet sessions, RecipeContext context) => Model;
    }

    /// <summary>A recipe with a seed that is so many higher.</summary>
    private sealed record OtherSeed(IRecommenderRecipe Recipe, ulong More) : IRecommenderRecipe
    {
        public string Name => Recipe.Name;

        public string Title => Recipe.Title;

        public string Source => Recipe.Source;

        public string Settings => Recipe.Settings;

        public bool IsRandom => Recipe.IsRandom;

        public IReadOnlyList<IRecommenderRecipe> Grid => [this];

        public IRecommender Train(SessionSet sessions, RecipeContext context) => Recipe.Train(sessions, context with { Seed = context.Seed + More });
    }
}
