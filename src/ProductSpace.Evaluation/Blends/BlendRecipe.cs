using System.Globalization;
using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Blends;

/// <summary>
/// What `recommend` serves: vectors and item tables in one score. The vectors find products that were never viewed
/// together, the tables know what follows what.
/// </summary>
/// <param name="Parts">Models and their weights.</param>
internal sealed record BlendRecipe(IReadOnlyList<BlendPart> Parts) : IRecommenderRecipe
{
    private static readonly Prod2VecOptions s_training = new() { NegativeExponent = 0.5, Epochs = 30 };

    /// <summary>prod2vec and SLIST, the weights chosen on the validation parts of two logs.</summary>
    public BlendRecipe()
        : this(Weighted(1, 0.5, 0))
    {
    }

    public string Name => "blend";

    public string Title => "Vectors and tables";

    public string Source => "this project: decisions/recommendations";

    public string Settings => string.Join("; ", Parts.Select(part => string.Create(
        CultureInfo.InvariantCulture, $"{part.Weight:0.###} x {part.Recipe.Name} ({part.Recipe.Settings})")));

    public bool IsRandom => Parts.Any(part => part.Recipe.IsRandom);

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        new BlendRecipe(Weighted(1, 0.5, 0.25)),
        new BlendRecipe(Weighted(1, 0.25, 0)),
        new BlendRecipe(Weighted(1, 1, 0)),
        new BlendRecipe(Weighted(0.5, 1, 0)),
        new BlendRecipe(Weighted(1, 0, 0.5)),
        new BlendRecipe(Weighted(1, 1, 0.5)),
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        IRecommender[] models = new IRecommender[Parts.Count];
        for (int i = 0; i < models.Length; i++)
        {
            models[i] = Parts[i].Recipe.Train(sessions, context);
        }

        return new BlendRecommender(models, [.. Parts.Select(part => part.Weight)]);
    }

    /// <summary>
    /// Returns parts with these weights: vectors, SLIST, rules of the last four views; 0 leaves a part out.
    /// </summary>
    private static BlendPart[] Weighted(double vectors, double slist, double rules) =>
    [
        .. new BlendPart[]
        {
            new(new Prod2VecRecipe(CandidateScore.NextCosine, s_training), vectors),
            new(new SlistRecipe(), slist),
            new(SequentialRulesRecipe.LastFour(), rules),
        }.Where(part => part.Weight > 0),
    ];

    /// <inheritdoc/>
    public bool Equals(BlendRecipe? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Count;
}
