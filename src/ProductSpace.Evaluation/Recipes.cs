using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Networks;

namespace ProductSpace.Evaluation;

/// <summary>The models that can be compared, by name.</summary>
public static class Recipes
{
    /// <summary>All recipes with their default settings.</summary>
    public static IReadOnlyList<IRecommenderRecipe> All { get; } =
    [
        new PopularityRecipe(),
        new NeuralMfRecipe(),
        new TaughtTableRecipe(new NeuralMfRecipe()),
        new Gru4RecRecipe(),
        new UserGruRecipe(),
        new TwoTowerRecipe(),
        new AutoencoderRecipe(),
    ];

    /// <summary>Returns the recipe of a name; null if there is none.</summary>
    public static IRecommenderRecipe? Find(string name) =>
        All.FirstOrDefault(recipe => string.Equals(recipe.Name, name, StringComparison.OrdinalIgnoreCase));
}
