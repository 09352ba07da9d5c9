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
/// What could be added to the blend: vectors of three seeds, rules of the last view, a table that a network taught. A campaign
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
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2, or to 4 with the network");
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
        if (Campaign.Size(1) >= 4)
        {
            TaughtTableRecipe taught = new(new Gru4RecRecipe());
            variants.Add(("default, GRU4Rec table", new BlendRecipe([new BlendPart(Vectors(), 1), slist, new BlendPart(taught, 0.5)])));
        }

        RecommenderResult[] rivals = [.. new[] { "ials", "v-stan" }.Select(name => Evaluate(Recipes.Find(name)!, log))];
        foreach ((string name, BlendRecipe recipe) in variants)
        {
            RecommenderResult result = Evaluate(recipe, log);
            RankingResult excluded = result[RepeatMode.CurrentExcluded];
            RankingResult allowed = result[RepeatMode.Allowed];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {test} | {name} | {excluded.Mean(RankingMetric.HitRate, 20):F4} / {excluded.Mean(RankingMetric.ReciprocalRank, 20):F4} | {allowed.Mean(RankingMetric.HitRate, 20):F4} / {allowed.Mean(RankingMetric.ReciprocalRank, 20):F4} "
                + $"| {Text(excluded, rivals[0][RepeatMode.CurrentExcluded], RankingMetric.HitRate)} | {Text(allowed, rivals[1][RepeatMode.Allowed], RankingMetric.ReciprocalRank)} |"));
            Assert.InRange(excluded.Mean(RankingMetric.HitRate, 20), .39, .5);
        }
    }

    private static Prod2VecRecipe Vectors() => new(CandidateScore.NextCosine, s_training);

    private static RecommenderResult Evaluate(IRecommenderRecipe recipe, RealLogs log) =>
        RecommenderEvaluator.Evaluate(recipe.Train(log.Train, new RecipeContext()), log.Test, new NextItemOptions { NextOnly = true });

    private static string Text(RankingResult first, RankingResult second, RankingMetric metric)
    {
        BootstrapInterval change = Bootstrap.Difference(first.Values(metric, 20), second.Values(metric, 20), first.Sessions);
        return string.Create(CultureInfo.InvariantCulture, $"{change.Mean:F4} [{change.Low:F4}, {change.High:F4}]");
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
