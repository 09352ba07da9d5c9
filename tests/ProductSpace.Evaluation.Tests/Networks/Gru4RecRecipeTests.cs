using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

public class Gru4RecRecipeTests
{
    /// <summary>A log on which it must win: only a model that remembers the order of two views can know what follows.</summary>
    [Theory]
    [InlineData("sr")]
    [InlineData("sr4")]
    [InlineData("item-knn")]
    public void Train_OrderOfTwoViewsMatters_WinsAgainstCounting(string counting)
    {
        SessionSet train = PlantedLogs.OrderMatters(2_000, 12, seed: 1);
        SessionSet heldOut = PlantedLogs.OrderMatters(300, 12, seed: 2);
        IRecommender network = new Gru4RecRecipe { Units = 64, Epochs = 15, Dropout = 0 }.Train(train, new RecipeContext());
        IRecommender counted = Recipes.Find(counting)!.Train(train, new RecipeContext());
        BootstrapInterval gain = Duel.ReciprocalRank(network, counted, heldOut);
        Assert.True(gain.Low > 0.05, gain.ToString());
    }

    /// <summary>A log on which it must not win: small groups without order, few events.</summary>
    [Fact]
    public void Train_GroupsWithoutOrderAndFewEvents_DoesNotWin()
    {
        SessionSet train = PlantedLogs.Clusters(300, 40, 8, seed: 1);
        SessionSet heldOut = PlantedLogs.Clusters(300, 40, 8, seed: 2);
        IRecommender network = new Gru4RecRecipe().Train(train, new RecipeContext());
        IRecommender neighbors = Recipes.Find("v-sknn")!.Train(train, new RecipeContext());
        BootstrapInterval gain = Duel.ReciprocalRank(network, neighbors, heldOut);
        Assert.False(gain.Low > 0, gain.ToString());
    }
}
