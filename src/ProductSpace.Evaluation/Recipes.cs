using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Neighbors;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Evaluation.Networks;

namespace ProductSpace.Evaluation;

/// <summary>The models that can be compared, by name.</summary>
public static class Recipes
{
    /// <summary>All recipes with their default settings.</summary>
    public static IReadOnlyList<IRecommenderRecipe> All { get; } =
    [
        new PopularityRecipe(),
        new SessionPopularityRecipe(),
        new ItemNeighborsRecipe(),
        new AssociationRulesRecipe(),
        new SequentialRulesRecipe(),
        SequentialRulesRecipe.LastFour(),
        new VsknnRecipe(),
        new VmisKnnRecipe(),
        new StanRecipe(),
        new VstanRecipe(),
        new Prod2VecRecipe(CandidateScore.NextCosine),
        new Prod2VecRecipe(CandidateScore.NextDot),
        new Prod2VecRecipe(CandidateScore.SimilarCosine),
        new SlistRecipe(),
        new EaseRecipe(),
        new AlsRecipe(),
        new BprRecipe(),
        new SvdRecipe { Matrix = SvdMatrix.Sessions },
        new SvdRecipe { Matrix = SvdMatrix.CoViews },
        new SvdRecipe { Matrix = SvdMatrix.Ppmi },
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
