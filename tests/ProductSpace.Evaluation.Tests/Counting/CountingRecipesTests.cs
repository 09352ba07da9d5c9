using ProductSpace.Evaluation.Counting;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Counting;

public class CountingRecipesTests
{
    /// <summary>0 leads to 1 twice and to 2 once; 3 is viewed most, alone.</summary>
    private static readonly SessionSet s_sessions = SessionSet.From(5, [[0, 1], [0, 1], [0, 2], [3, 3, 3, 3, 3], [4, 0]]);

    [Fact]
    public void SessionPopularity_Score_OrdersByViewsThenByPopularity() =>
        Assert.Equal([2, 1, 3, 0, 4], Best(new SessionPopularityRecipe(), [1, 2, 2]));

    /// <summary>Products of equal popularity must stay equal, for the rule of ties to see.</summary>
    [Fact]
    public void SessionPopularity_EqualPopularity_EqualScores()
    {
        float[] scores = Score(new SessionPopularityRecipe(), [0]);
        Assert.Equal(scores[2], scores[4]);
        Assert.True(scores[1] > scores[2]);
    }

    [Fact]
    public void Rules_LastView_RecommendWhatFollowsOnly()
    {
        Assert.Equal([1, 2], Best(new SequentialRulesRecipe(), [3, 0]));
        Assert.Equal([1, 2, 4], Best(new AssociationRulesRecipe(), [3, 0]));
        Assert.Equal([3, 1, 2], Best(SequentialRulesRecipe.LastFour(), [0, 3]));
    }

    [Fact]
    public void ItemNeighbors_LastView_CorrectsForFrequency() =>
        Assert.Equal([1, 2, 4], Best(new ItemNeighborsRecipe(), [3, 0]));

    private static int[] Best(IRecommenderRecipe recipe, int[] viewed)
    {
        float[] scores = Score(recipe, viewed);
        return [.. Enumerable.Range(0, scores.Length).Where(product => scores[product] > IRecommenderScorer.NotRecommended).OrderByDescending(product => scores[product])];
    }

    private static float[] Score(IRecommenderRecipe recipe, int[] viewed)
    {
        IRecommender model = recipe.Train(s_sessions, new RecipeContext());
        float[] scores = new float[model.ProductCount];
        model.CreateScorer().Score(new SessionBatch(SessionSet.From(5, [viewed]), [0], [viewed.Length]), scores);
        return scores;
    }
}
