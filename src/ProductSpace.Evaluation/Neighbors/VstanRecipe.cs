using ProductSpace.Evaluation.Counting;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// V-STAN: STAN with what V-SKNN adds: neighbors that share a late view count more, and so do rare products.
/// </summary>
internal sealed record VstanRecipe : IRecommenderRecipe
{
    /// <summary>Number of sessions whose products are recommended.</summary>
    public int Neighbors { get; init; } = 500;

    /// <summary>Number of most recent sessions among which they are looked for.</summary>
    public int Sample { get; init; } = 2500;

    /// <summary>Views in which the weight of a view of the current session falls to 1/e.</summary>
    public double Views { get; init; } = 1.02;

    /// <summary>Days in which the weight of a neighbor falls to 1/e.</summary>
    public double Days { get; init; } = 5;

    /// <summary>Views in which the weight of a neighbor's product falls to 1/e.</summary>
    public double Distance { get; init; } = 2.05;

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

    public string Settings => SettingsText.Of(
        $"neighbors {Neighbors}, sample {Sample}, views {Views}, days {Days}, distance {Distance}, ")
        + SettingsText.Of($"shared view {SharedView}, idf {InverseFrequency}");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { InverseFrequency = 0 },
        this with { Days = 20 },
        this with { Days = 80 },
        this with { Views = 4.9, Days = 80 },
        this with { Days = 80, Distance = 4.9, SharedView = 4.9 },
        this with { Days = 80, InverseFrequency = 0 },
        this with { Neighbors = 1500, Sample = 5000, Days = 80, Distance = 4.9 },
        this with { Neighbors = 100, Sample = 1000 },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        NeighborSettings settings = new()
        {
            Neighbors = Neighbors,
            Sample = Sample,
            Similarity = ViewDecay.Exponential(Views),
            Score = ViewDecay.Exponential(SharedView),
            Cosine = true,
            RecencyDays = Days,
            Distance = Distance,
        };
        NeighborIndex index = new(sessions, int.MaxValue, context);
        return new NeighborRecommender(
            index, settings, ProductWeights.Of(sessions.Count, sessions.CountProducts(), InverseFrequency));
    }
}
