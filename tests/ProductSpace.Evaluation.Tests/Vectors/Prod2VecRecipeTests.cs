using ProductSpace.Evaluation.Tests.Comparing;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Vectors;

public class Prod2VecRecipeTests
{
    /// <summary>The recipe is the trainer and the engine's session vector: the figures are those of the evaluator of vectors.</summary>
    [Theory]
    [InlineData("prod2vec", CandidateScore.NextCosine)]
    [InlineData("prod2vec-dot", CandidateScore.NextDot)]
    [InlineData("prod2vec-similar", CandidateScore.SimilarCosine)]
    public void Train_Sessions_FiguresOfTheTrainersVectors(string name, CandidateScore score)
    {
        SessionSet sessions = ShopLog.Create().Sessions;
        IRecommender model = Recipes.Find(name)!.Train(sessions, new RecipeContext { Seed = 3 });
        RecommenderResult actual = RecommenderEvaluator.Evaluate(model, sessions);

        using SessionCorpus corpus = SessionLog.ToCorpus(sessions);
        using Prod2VecTrainer trainer = new(corpus, new Prod2VecOptions { Seed = 3 });
        while (trainer.EpochsDone < trainer.Options.Epochs)
        {
            trainer.RunEpoch();
        }

        int[] rows = new int[sessions.ProductCount];
        for (int row = 0; row < corpus.ProductCount; row++)
        {
            rows[int.Parse(corpus.ProductId(row), System.Globalization.CultureInfo.InvariantCulture)] = row;
        }

        NextItemEvaluator evaluator = new(rows.Length, trainer.Dimension, product => trainer.InRow(rows[product]), product => trainer.OutRow(rows[product]));
        NextItemResult expected = evaluator.Evaluate([.. Enumerable.Range(0, sessions.Count).Select(session => sessions.Products(session).ToArray())], score);
        Assert.Equal(expected[RepeatMode.ViewedExcluded].NextRanks.ToArray(), actual[RepeatMode.ViewedExcluded].NextRanks.ToArray());
    }

    [Fact]
    public void Train_ProductsWithoutSessions_AreKnownAndNeverFirst()
    {
        SessionSet sessions = SessionSet.From(7, [.. Enumerable.Repeat(new[] { 1, 3, 5 }, 50)]);
        IVectorRecommender model = (IVectorRecommender)Recipes.Find("prod2vec")!.Train(sessions, new RecipeContext());
        Assert.Equal(7, model.ProductCount);
        Assert.All(model.ProductVector(2).ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(1, Math.Sqrt(model.ProductVector(3).ToArray().Sum(value => (double)value * value)), 5);
    }

    [Fact]
    public void Train_Cancelled_Throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Recipes.Find("prod2vec")!.Train(ShopLog.Create().Sessions, new RecipeContext { CancellationToken = source.Token }));
    }
}
