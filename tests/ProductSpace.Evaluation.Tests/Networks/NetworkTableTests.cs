using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

public class NetworkTableTests
{
    [Fact]
    public void Build_TeacherOfKnownScores_RowsAreItsProbabilities()
    {
        ItemTable table = NetworkTable.Build(new Distance(5), entries: 3, new RecipeContext());
        Assert.Equal([2, 1, 3], table.Products(2).ToArray());

        // The teacher does not recommend the product itself after product 4.
        Assert.Equal([3, 2, 1], table.Products(4).ToArray());
        double sum = 1 + (2 * Math.Exp(-1)) + (2 * Math.Exp(-2));
        Assert.Equal(1 / sum, table.Weights(2)[0], 1e-6);
        Assert.Equal(Math.Exp(-1) / sum, table.Weights(2)[1], 1e-6);
    }

    /// <summary>Repeats within a session are no support; what is left out leaves its place to the next one.</summary>
    [Fact]
    public void Build_TooFewSessions_LeavesTheProductOut()
    {
        SessionSet sessions = SessionSet.From(5, [[0, 1, 2, 3], [0, 1, 3, 3], [0, 4, 2, 2], [4, 0, 2]]);
        ItemTable two = NetworkTable.Build(new Distance(5), sessions, entries: 5, minSessions: 2, new RecipeContext());
        Assert.Equal([2, 1, 3, 0, 4], two.Products(2).ToArray());
        ItemTable three = NetworkTable.Build(new Distance(5), sessions, entries: 2, minSessions: 3, new RecipeContext());
        Assert.Equal([2, 0], three.Products(2).ToArray());
        Assert.Equal([0, 2], three.Products(0).ToArray());
        Assert.Equal(1 / (1 + Math.Exp(-2)), three.Weights(0)[0], 1e-6);
        Assert.All([1, 3, 4], product => Assert.Equal(0, three.Products(product).Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkTable.Build(new Distance(5), sessions, 5, 0, new RecipeContext()));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkTable.Build(new Distance(4), sessions, 5, 1, new RecipeContext()));
    }

    /// <summary>After single views the table ranks as its teacher does.</summary>
    [Fact]
    public void Build_FromNeuralMf_RanksLikeItAfterOneView()
    {
        SessionSet train = PlantedLogs.Clusters(400, 12, 8, seed: 1);
        IRecommender teacher = new NeuralMfRecipe { Epochs = 3 }.Train(train, new RecipeContext());
        SessionSet pairs = SessionSet.From(96, [.. Enumerable.Range(0, 96).Select(i => new[] { i, (i + 3) % 96 })]);
        IRecommender pupil = new TableRecommender(NetworkTable.Build(teacher, 96, new RecipeContext()), lastViews: 1, decay: 1);
        Assert.Equal(
            RecommenderEvaluator.Evaluate(teacher, pairs)[RepeatMode.Allowed].NextRanks.ToArray(),
            RecommenderEvaluator.Evaluate(pupil, pairs)[RepeatMode.Allowed].NextRanks.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Build_AnyThreads_SameTable(int threads)
    {
        ItemTable one = NetworkTable.Build(new Distance(200), 20, new RecipeContext { Threads = 1 });
        ItemTable many = NetworkTable.Build(new Distance(200), 20, new RecipeContext { Threads = threads });
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(one.Products(i).ToArray(), many.Products(i).ToArray());
            Assert.Equal(one.Weights(i).ToArray(), many.Weights(i).ToArray());
        }
    }

    /// <summary>Scores fall with the distance of the numbers; the last product has no use for itself.</summary>
    private sealed class Distance(int products) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => products;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int last = batch[i].Products[^1];
                for (int j = 0; j < products; j++)
                {
                    scores[(i * products) + j] = last == products - 1 && j == last
                        ? IRecommenderScorer.NotRecommended
                        : -Math.Abs(last - j);
                }
            }
        }
    }
}
