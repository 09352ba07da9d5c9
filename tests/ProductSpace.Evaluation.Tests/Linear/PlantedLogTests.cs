using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Linear;

/// <summary>Logs that every model must win, and one that none must win.</summary>
public class PlantedLogTests
{
    private const int Groups = 20;
    private const int GroupSize = 15;

    public static TheoryData<string> Models =>
        [.. Recipes.All.Where(recipe => recipe.GetType().Namespace!.EndsWith(".Linear", StringComparison.Ordinal)).Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Groups_EveryModel_RecoversThemAndBeatsPopularity(string name)
    {
        SessionSet train = MadeLogs.Groups(1, Groups, GroupSize, 2500);
        SessionSet test = MadeLogs.Groups(2, Groups, GroupSize, 200);
        RecommenderResult model = Judge(Recipes.Find(name)!, train, test);
        Assert.True(OverPopularity(model, train, test).Low > 0);
        int inGroup = 0, listed = 0;
        for (int i = 0; i < model.Count; i++)
        {
            foreach (int product in model.Lists[RepeatMode.CurrentExcluded, i][..10])
            {
                inGroup += product / GroupSize == model.Targets[i] / GroupSize ? 1 : 0;
                listed++;
            }
        }

        // The others of ten could be of 19 groups.
        Assert.InRange((double)inGroup / listed, 0.85, 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Unrelated_NoModel_BeatsPopularity(string name)
    {
        SessionSet train = MadeLogs.Unrelated(1, 300, 2500);
        SessionSet test = MadeLogs.Unrelated(2, 300, 400);
        BootstrapInterval interval = OverPopularity(Judge(Recipes.Find(name)!, train, test), train, test);
        Assert.True(interval.Low <= 0, $"{name} beats the best that can be done by {interval.Low} at least");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Train_AnyThreads_SameScores(string name)
    {
        SessionSet train = MadeLogs.Shop(3, 400, 1500);
        float[] one = Scores(name, train, 1);
        foreach (int threads in Campaign.IsLong ? new[] { 2, 3, 5 } : [3])
        {
            Assert.Equal(one, Scores(name, train, threads));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Train_Cancelled_Ends(string name)
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        SessionSet train = MadeLogs.Groups(1, Groups, GroupSize, 100);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Recipes.Find(name)!.Train(train, new RecipeContext { CancellationToken = source.Token }));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Train_Progress_RisesToTheEnd(string name)
    {
        Shares shares = new();
        Recipes.Find(name)!.Train(MadeLogs.Groups(1, Groups, GroupSize, 500), new RecipeContext { Threads = 1, Progress = shares });
        Assert.NotEmpty(shares.Told);
        Assert.Equal(shares.Told.Order(), shares.Told);
        Assert.InRange(shares.Told[^1], 0.5, 1);
    }

    /// <summary>A log of nothing, and products without a view.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Train_EmptyLog_AnswersNothingOrAnything(string name)
    {
        foreach (SessionSet train in new[] { SessionSet.From(3, []), SessionSet.From(3, [[], [7]]), SessionSet.From(3, [[1]]) })
        {
            IRecommender model = Recipes.Find(name)!.Train(train, new RecipeContext());
            float[] scores = Scores(model, SessionSet.From(3, [[1, 2], [5]]));
            Assert.DoesNotContain(float.NaN, scores);
            Assert.All(scores.AsSpan(3).ToArray(), score => Assert.Equal(IRecommenderScorer.NotRecommended, score));
        }
    }

    private static RecommenderResult Judge(IRecommenderRecipe recipe, SessionSet train, SessionSet test) =>
        RecommenderEvaluator.Evaluate(recipe.Train(train, new RecipeContext()), test);

    private static BootstrapInterval OverPopularity(RecommenderResult model, SessionSet train, SessionSet test)
    {
        RankingResult own = model[RepeatMode.CurrentExcluded];
        RankingResult popular = Judge(new PopularityRecipe(), train, test)[RepeatMode.CurrentExcluded];
        return Bootstrap.Difference(
            own.Values(RankingMetric.HitRate, 20), popular.Values(RankingMetric.HitRate, 20), own.Sessions);
    }

    private static float[] Scores(string name, SessionSet train, int threads) =>
        Scores(Recipes.Find(name)!.Train(train, new RecipeContext { Threads = threads }), MadeLogs.Shop(4, 400, 20));

    private static float[] Scores(IRecommender model, SessionSet sessions)
    {
        int[] numbers = [.. Enumerable.Range(0, sessions.Count)];
        int[] positions = [.. numbers.Select(session => sessions.Products(session).Length)];
        float[] scores = new float[numbers.Length * model.ProductCount];
        model.CreateScorer().Score(new SessionBatch(sessions, numbers, positions), scores);
        return scores;
    }

    private sealed class Shares : IProgress<double>
    {
        public List<double> Told { get; } = [];

        public void Report(double value) => Told.Add(value);
    }
}
