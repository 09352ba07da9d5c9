using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>What holds for every network.</summary>
public class NetworkRecipesTests
{
    public static TheoryData<string> Names => [.. Small.Keys];

    /// <summary>Small enough for a test, large enough that the work is shared between threads.</summary>
    private static Dictionary<string, IRecommenderRecipe> Small => new()
    {
        ["gru4rec"] = new Gru4RecRecipe { Epochs = 1, Batch = 64 },
        ["user-gru"] = new UserGruRecipe { Session = new Gru4RecRecipe { Epochs = 1, Batch = 64 } },
        ["neural-mf"] = new NeuralMfRecipe { Epochs = 1, Rate = 0.05 },
        ["two-tower"] = new TwoTowerRecipe { Epochs = 1, Views = 4 },
        ["dae"] = new AutoencoderRecipe { Epochs = 1, Noise = 0.5 },
    };

    /// <summary>Four sessions a shopper.</summary>
    private static SessionSet Log
    {
        get
        {
            SessionSet log = PlantedLogs.Clusters(400, 100, 12, seed: 3);
            int[] starts = [.. Enumerable.Range(0, log.Count + 1).Select(i => i * 4)];
            return new SessionSet(
                log.ProductCount, log.AllProducts.ToArray(), starts, users: [.. Enumerable.Range(0, log.Count).Select(i => i % 100)]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_AnyThreads_SameScoresToTheBit(string name)
    {
        float[] one = Scores(Small[name].Train(Log, new RecipeContext { Threads = 1 }));
        Assert.Contains(one, score => score != 0);
        foreach (int threads in new[] { 2, 5 })
        {
            Assert.Equal(one, Scores(Small[name].Train(Log, new RecipeContext { Threads = threads })));
        }
    }

    /// <summary>
    /// The bits of each model, the same on every processor: the tests were run with vectors of 128, 256 and 512 bits and
    /// without any.
    /// </summary>
    [Theory]
    [InlineData("gru4rec", 3384544030u)]
    [InlineData("user-gru", 892148876u)]
    [InlineData("neural-mf", 3025105560u)]
    [InlineData("two-tower", 3460022225u)]
    [InlineData("dae", 606809500u)]
    public void Train_ThisSeed_GivesThePinnedBits(string name, uint expected)
    {
        uint hash = 0;
        foreach (float score in Scores(Small[name].Train(Log, new RecipeContext { Seed = 7 })))
        {
            hash = (hash * 31) + BitConverter.SingleToUInt32Bits(score);
        }

        Assert.Equal(expected, hash);
    }

    /// <summary>With its defaults each of them learns groups, which popularity cannot see.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Train_Groups_BeatsPopularity(string name)
    {
        SessionSet train = PlantedLogs.Clusters(800, 30, 8, seed: 1);
        SessionSet heldOut = PlantedLogs.Clusters(200, 30, 8, seed: 2);
        IRecommender network = Recipes.Find(name)!.Train(train, new RecipeContext());
        IRecommender popularity = Recipes.Find("popularity")!.Train(train, new RecipeContext());
        BootstrapInterval gain = Duel.ReciprocalRank(network, popularity, heldOut);
        Assert.True(gain.Low > 0.1, gain.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_AnotherSeed_AnotherModel(string name) =>
        Assert.NotEqual(
            Scores(Small[name].Train(Log, new RecipeContext { Seed = 1 })),
            Scores(Small[name].Train(Log, new RecipeContext { Seed = 2 })));

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_Cancelled_Ends(string name)
    {
        using CancellationTokenSource source = new();
        Counter progress = new(source);
        Assert.Throws<OperationCanceledException>(
            () => Small[name].Train(
                PlantedLogs.Clusters(20_000, 100, 12, seed: 3),
                new RecipeContext { Progress = progress, CancellationToken = source.Token }));
        Assert.InRange(progress.Last, 0.0001, 0.5);
    }

    /// <summary>A batch of many and a batch of one, in any order, give the same: no state leaks from session to session.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Score_AloneOrInABatch_SameScores(string name)
    {
        IRecommender model = Small[name].Train(Log, new RecipeContext());
        SessionSet sessions = SessionSet.From(model.ProductCount, [[1, 2, 3, 2], [1, 2, 5], [7], [99_999], [99_999, 4]]);
        int[] numbers = [0, 0, 0, 1, 2, 3, 4, 1, 0];
        int[] positions = [1, 2, 4, 3, 1, 1, 2, 1, 3];
        float[] together = new float[numbers.Length * model.ProductCount];
        model.CreateScorer().Score(new SessionBatch(sessions, numbers, positions), together);
        for (int i = 0; i < numbers.Length; i++)
        {
            float[] alone = new float[model.ProductCount];
            model.CreateScorer().Score(new SessionBatch(sessions, numbers.AsSpan(i, 1), positions.AsSpan(i, 1)), alone);
            Assert.Equal(alone, together[(i * alone.Length)..((i + 1) * alone.Length)]);
        }

        // Nothing is known of a session whose products are all unknown.
        Assert.Equal(IRecommenderScorer.NotRecommended, together[5 * model.ProductCount]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_NothingToLearnFrom_StillAnswers(string name)
    {
        IRecommender model = Small[name].Train(SessionSet.From(5, [[1], [2], []]), new RecipeContext());
        Assert.Equal(5, Scores(model, [[1]]).Length);
    }

    private static float[] Scores(IRecommender model) => Scores(model, [[1, 2, 3], [40, 41], [700]]);

    private static float[] Scores(IRecommender model, int[][] views)
    {
        float[] scores = new float[views.Length * model.ProductCount];
        SessionSet sessions = SessionSet.From(model.ProductCount, views);
        int[] positions = [.. views.Select(session => session.Length)];
        model.CreateScorer().Score(new SessionBatch(sessions, [.. Enumerable.Range(0, views.Length)], positions), scores);
        return scores;
    }

    private sealed class Counter(CancellationTokenSource source) : IProgress<double>
    {
        public double Last { get; private set; }

        public void Report(double value)
        {
            Last = value;
            source.Cancel();
        }
    }
}
