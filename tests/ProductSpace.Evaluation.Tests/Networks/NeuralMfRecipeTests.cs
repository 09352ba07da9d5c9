using ProductSpace.Evaluation.Networks;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

public class NeuralMfRecipeTests
{
    /// <summary>
    /// What the talk says of it, "not big benefit": EASE and SLIST with settings chosen on a validation part are not beaten by
    /// more than noise.
    /// </summary>
    [Theory]
    [InlineData("ease")]
    [InlineData("slist")]
    public void Train_AgainstATunedLinearModel_DoesNotWin(string name)
    {
        SessionSet train = PlantedLogs.Clusters(600, 12, 8, seed: 1);
        SessionSet valid = PlantedLogs.Clusters(100, 12, 8, seed: 2);
        SessionSet heldOut = PlantedLogs.Clusters(300, 12, 8, seed: 3);
        IRecommender linear = Recipes.Find(name)!.Grid
            .Select(recipe => recipe.Train(train, new RecipeContext()))
            .MaxBy(model => RecommenderEvaluator.Evaluate(model, valid)[RepeatMode.Allowed].Mean(RankingMetric.ReciprocalRank, 20))!;
        IRecommender network = new NeuralMfRecipe().Train(train, new RecipeContext());
        BootstrapInterval gain = Duel.ReciprocalRank(network, linear, heldOut);
        Assert.False(gain.Low > 0, gain.ToString());
    }

    /// <summary>The layers over blocks of products, and one pair at a time as in training, must give the same score.</summary>
    [Fact]
    public void Score_EveryProduct_IsTheOutputOfTheNetwork()
    {
        const int Products = 600, Lane = 16;
        SeededRandom random = new(5);
        NeuralMfNetwork<float> network = new(Products, 6, 4, 3, Lane, ref random, new Workers(1));
        NeuralMfModel model = new(network, views: 3);
        int[] views = [5, 599, 8];
        float[] scores = new float[Products];
        model.CreateScorer().Score(new SessionBatch(SessionSet.From(Products, [views]), [0], [3]), scores);
        for (int product = 0; product < Products; product += 37)
        {
            network.Clear();
            network.Add(0, views, product, follows: true, 1);
            network.Run();
            Assert.Equal(network.Last.Output[0], scores[product], 1e-5f);
        }

        Assert.NotEqual(scores[1], scores[2]);
    }
}
