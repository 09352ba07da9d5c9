using ProductSpace.Evaluation.Models;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Counting;

/// <summary>Products that are viewed in the same sessions as the last view, corrected for their frequency.</summary>
internal sealed record ItemNeighborsRecipe : IRecommenderRecipe
{
    /// <summary>Number of entries of each row.</summary>
    public int Entries { get; init; } = 100;

    /// <summary>See <see cref="ItemNeighbors.Damping"/>.</summary>
    public double Damping { get; init; } = 20;

    /// <summary>See <see cref="ItemNeighbors.Cosine"/>.</summary>
    public bool Cosine { get; init; }

    /// <summary>Number of the last views that count.</summary>
    public int LastViews { get; init; } = 1;

    /// <summary>Weight of a view relative to the next one.</summary>
    public double Decay { get; init; } = 0.5;

    public string Name => "item-knn";

    public string Title => "Item-kNN";

    public string Source => "Hidasi et al., Session-based Recommendations with Recurrent Neural Networks, ICLR 2016";

    public string Settings =>
        (Cosine ? "cosine, " : FormattableString.Invariant($"damping {Damping}, "))
        + SettingsText.OfTable(Entries, LastViews, Decay);

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Damping = 5 },
        this with { Damping = 80 },
        this with { Cosine = true },
        this with { LastViews = 4 },
        this with { LastViews = 4, Cosine = true },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ItemNeighbors neighbors = new() { Damping = Damping, Cosine = Cosine };
        return new TableRecommender(neighbors.Learn(sessions, context.ToTable(Entries)), LastViews, Decay);
    }
}
