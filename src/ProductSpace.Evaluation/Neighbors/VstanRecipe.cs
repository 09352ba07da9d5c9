using ProductSpace.Training;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// V-STAN: STAN with what V-SKNN adds: neighbors that share a late view count more, and so do rare products.
/// </summary>
internal sealed record VstanRecipe : IRecommenderRecipe
{
    /// <summary>Settings of STAN.</summary>
    public StanRecipe Stan { get; init; } = new();

    /// <summary>
    /// Views in which the weight of a neighbor falls to 1/e, by the age of the latest view that it shares.
    /// </summary>
    public double SharedView { get; init; } = 1.02;

    /// <summary>Weight of a product's inverse frequency, 0 for none.</summary>
    public double InverseFrequency { get; init; } = 5;

    public string Name => "v-stan";

    public string Title => "V-STAN";

    public string Source =>
        "Ludewig, Mauro, Latifi and Jannach, Empirical Analysis of Session-based Recommendation Algorithms, UMUAI 2021";

    public string Settings =>
        Stan.Settings + FormattableString.Invariant($", shared view {SharedView}, idf {InverseFrequency}");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { InverseFrequency = 0 },
        this with { Stan = Stan with { Days = 20 } },
        this with { Stan = Stan with { Days = 80 } },
        this with { Stan = Stan with { Views = 4.9, Days = 80 } },
        this with { Stan = Stan with { Days = 80, Distance = 4.9 }, SharedView = 4.9 },
        this with { Stan = Stan with { Days = 80 }, InverseFrequency = 0 },
        this with { Stan = Stan with { Neighbors = 1500, Sample = 5000, Days = 80, Distance = 4.9 } },
        this with { Stan = Stan with { Neighbors = 100, Sample = 1000 } },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        return new NeighborRecommender(
            new NeighborIndex(sessions, int.MaxValue, context),
            Stan.ToSettings(ViewDecay.Exponential(SharedView)),
            ProductWeights.Of(sessions.Count, sessions.CountProducts(), InverseFrequency));
    }
}
