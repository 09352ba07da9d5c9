using ProductSpace.Training;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// STAN: nearest sessions by later views, recent sessions first, and of their products those near the views that they
/// share.
/// </summary>
internal sealed record StanRecipe : IRecommenderRecipe
{
    /// <summary>Number of sessions whose products are recommended.</summary>
    public int Neighbors { get; init; } = 500;

    /// <summary>Number of most recent sessions among which they are looked for.</summary>
    public int Sample { get; init; } = 2500;

    /// <summary>Views in which the weight of a view of the current session falls to 1/e (λ1).</summary>
    public double Views { get; init; } = 1.02;

    /// <summary>Days in which the weight of a neighbor falls to 1/e (λ2).</summary>
    public double Days { get; init; } = 5;

    /// <summary>Views in which the weight of a neighbor's product falls to 1/e (λ3).</summary>
    public double Distance { get; init; } = 2.05;

    public string Name => "stan";

    public string Title => "STAN";

    public string Source =>
        "Garg, Gupta, Malhotra, Vig and Shroff, Sequence and Time Aware Neighborhood for Session-based "
        + "Recommendations, SIGIR 2019";

    public string Settings => FormattableString.Invariant(
        $"neighbors {Neighbors}, sample {Sample}, views {Views}, days {Days}, distance {Distance}");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Days = 20 },
        this with { Days = 80 },
        this with { Views = 4.9 },
        this with { Views = 4.9, Days = 80 },
        this with { Distance = 4.9 },
        this with { Neighbors = 1500, Sample = 5000, Days = 80, Distance = 4.9 },
        this with { Neighbors = 100, Sample = 1000 },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        NeighborIndex index = new(sessions, int.MaxValue, context);
        return new NeighborRecommender(index, ToSettings(ViewDecay.None), ProductWeights.Equal(index.ProductCount));
    }

    /// <summary>Returns the settings of the search for neighbor sessions.</summary>
    /// <param name="score">Weight of a neighbor by the age of the latest view that it shares.</param>
    internal NeighborSettings ToSettings(ViewDecay score) => new()
    {
        Neighbors = Neighbors,
        Sample = Sample,
        Similarity = ViewDecay.Exponential(Views),
        Score = score,
        Cosine = true,
        RecencyDays = Days,
        Distance = Distance,
    };
}
