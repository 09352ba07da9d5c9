namespace ProductSpace.Evaluation.Tests;

public class RecipesTests
{
    [Fact]
    public void All_Names_AreDistinctAndFound()
    {
        Assert.Equal(Recipes.All.Count, Recipes.All.Select(recipe => recipe.Name).Distinct().Count());
        Assert.All(Recipes.All, recipe => Assert.Same(recipe, Recipes.Find(recipe.Name.ToUpperInvariant())));
        Assert.Null(Recipes.Find("no such model"));
    }

    /// <summary>What a report prints of a model, and a grid that begins with the defaults.</summary>
    [Fact]
    public void All_EveryRecipe_TellsWhereItIsFromAndWhatItTries()
    {
        foreach (IRecommenderRecipe recipe in Recipes.All)
        {
            Assert.NotEmpty(recipe.Title);
            Assert.NotEmpty(recipe.Source);
            Assert.Equal(recipe, recipe.Grid[0]);
            Assert.All(recipe.Grid, one => Assert.Equal(recipe.Name, one.Name));
            Assert.Equal(recipe.Grid.Count, recipe.Grid.Select(one => one.Settings).Distinct().Count());
        }
    }
}
