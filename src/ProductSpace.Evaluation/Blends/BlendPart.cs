namespace ProductSpace.Evaluation.Blends;

/// <summary>One model of a blend.</summary>
/// <param name="Recipe">How it is made.</param>
/// <param name="Weight">Weight of its standard scores, above 0.</param>
internal sealed record BlendPart(IRecommenderRecipe Recipe, double Weight);
