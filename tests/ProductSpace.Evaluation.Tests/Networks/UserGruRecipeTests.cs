using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

public class UserGruRecipeTests
{
    private static readonly Gru4RecRecipe s_session = new() { Units = 32, Epochs = 10, Dropout = 0, Rate = 0.1 };

    /// <summary>A log on which it must win: what a shopper liked before decides what follows the front page.</summary>
    [Fact]
    public void Train_ReturningShoppersWithTastes_WinsAtTheFirstPositions()
    {
        SessionSet train = PlantedLogs.Tastes(rounds: 6, users: 250, seed: 1);
        SessionSet heldOut = PlantedLogs.Tastes(rounds: 1, users: 250, seed: 2);
        BootstrapInterval gain = Duel.ReciprocalRank(
            new UserGruRecipe { UserUnits = 32, Session = s_session }.Train(train, new RecipeContext()),
            s_session.Train(train, new RecipeContext()),
            heldOut,
            maxPosition: 2);
        Assert.True(gain.Low > 0.05, gain.ToString());
    }

    /// <summary>A log on which it must not win: nobody comes back.</summary>
    [Fact]
    public void Train_OneTimeShoppers_DoesNotWin()
    {
        SessionSet train = OneTime(PlantedLogs.Tastes(rounds: 6, users: 250, seed: 1), first: 0);
        SessionSet heldOut = OneTime(PlantedLogs.Tastes(rounds: 1, users: 250, seed: 2), first: train.Count);
        BootstrapInterval gain = Duel.ReciprocalRank(
            new UserGruRecipe { UserUnits = 32, Session = s_session }.Train(train, new RecipeContext()),
            s_session.Train(train, new RecipeContext()),
            heldOut,
            maxPosition: 2);
        Assert.False(gain.Low > 0, gain.ToString());
    }

    /// <summary>Without shoppers it is GRU4Rec, to the bit.</summary>
    [Fact]
    public void Train_LogWithoutShoppers_IsGru4Rec()
    {
        SessionSet train = PlantedLogs.Clusters(100, 10, 4, seed: 1);
        IRecommender one = s_session.Train(train, new RecipeContext());
        IRecommender other = new UserGruRecipe { Session = s_session }.Train(train, new RecipeContext());
        Assert.Equal(Vector(one, user: -1), Vector(other, user: -1));
    }

    /// <summary>A shopper whom the training did not see begins with zeros, and a known one does not.</summary>
    [Fact]
    public void Train_UnknownShopper_BeginsLikeNobody()
    {
        SessionSet train = PlantedLogs.Tastes(rounds: 2, users: 20, seed: 1);
        IRecommender model = new UserGruRecipe { UserUnits = 8, Session = s_session }.Train(train, new RecipeContext());
        Assert.Equal(Vector(model, user: -1), Vector(model, user: 777));
        Assert.NotEqual(Vector(model, user: -1), Vector(model, user: 3));
        Assert.NotEqual(Vector(model, user: 4), Vector(model, user: 3));
    }

    /// <summary>One source of vectors that is asked for several shoppers with equal views must not mix them up.</summary>
    [Fact]
    public void Write_SameViewsOfAnotherShopper_BeginsAgain()
    {
        SessionSet train = PlantedLogs.Tastes(rounds: 2, users: 20, seed: 1);
        IVectorRecommender model = (IVectorRecommender)new UserGruRecipe { UserUnits = 8, Session = s_session }.Train(train, new RecipeContext());
        ISessionVectors vectors = model.CreateSessionVectors();
        float[] vector = new float[model.Dimension];
        vectors.Write(new SessionSoFar([0, 9], user: 3), vector);
        vectors.Write(new SessionSoFar([0, 9], user: 4), vector);
        Assert.Equal(Vector(model, user: 4), vector);
    }

    private static float[] Vector(IRecommender model, int user)
    {
        IVectorRecommender vectors = (IVectorRecommender)model;
        float[] vector = new float[vectors.Dimension];
        Assert.True(vectors.CreateSessionVectors().Write(new SessionSoFar([0, 9], user: user), vector));
        return vector;
    }

    /// <summary>The log with a new shopper for each session.</summary>
    private static SessionSet OneTime(SessionSet log, int first)
    {
        int[] starts = new int[log.Count + 1];
        for (int i = 0; i < log.Count; i++)
        {
            starts[i + 1] = starts[i] + log.Products(i).Length;
        }

        return new SessionSet(
            log.ProductCount, log.AllProducts.ToArray(), starts, users: [.. Enumerable.Range(first, log.Count)]);
    }
}
