using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

public class Gru4RecRecipeTests
{
    /// <summary>A log on which it must win: only a model that remembers the order of two views can know what follows.</summary>
    [Fact]
    public void Train_OrderOfTwoViewsMatters_WinsAgainstCounting()
    {
        SessionSet train = PlantedLogs.OrderMatters(2_000, 12, seed: 1);
        SessionSet heldOut = PlantedLogs.OrderMatters(300, 12, seed: 2);
        IRecommender network = new Gru4RecRecipe { Units = 64, Epochs = 15, Dropout = 0 }.Train(train, new RecipeContext());
        BootstrapInterval rules = Duel.ReciprocalRank(network, CountingModels.SequentialRules(train), heldOut);
        BootstrapInterval neighbors = Duel.ReciprocalRank(network, CountingModels.ItemNeighbors(train), heldOut);
        Assert.True(rules.Low > 0.05, rules.ToString());
        Assert.True(neighbors.Low > 0.05, neighbors.ToString());
    }

    /// <summary>A log on which it must not win: small groups without order, few events.</summary>
    [Fact]
    public void Train_GroupsWithoutOrderAndFewEvents_DoesNotWin()
    {
        SessionSet train = PlantedLogs.Clusters(300, 40, 8, seed: 1);
        SessionSet heldOut = PlantedLogs.Clusters(300, 40, 8, seed: 2);
        IRecommender network = new Gru4RecRecipe().Train(train, new RecipeContext());
        BootstrapInterval neighbors = Duel.ReciprocalRank(network, CountingModels.ItemNeighbors(train), heldOut);
        Assert.False(neighbors.Low > 0, neighbors.ToString());
    }
}
