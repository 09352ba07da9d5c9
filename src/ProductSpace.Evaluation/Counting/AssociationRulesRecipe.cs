using ProductSpace.Evaluation.Models;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Counting;

/// <summary>Products that are viewed in the same sessions as the last view, whatever the order.</summary>
internal sealed record AssociationRulesRecipe : IRecommenderRecipe
{
    /// <summary>Number of entries of each row.</summary>
    public int Entries { get; init; } = 100;

    /// <summary>Number of the last views that count.</summary>
    public int LastViews { get; init; } = 1;

    /// <summary>Weight of a view relative to the next one.</summary>
    public double Decay { get; init; } = 0.5;

    public string Name => "ar";

    public string Title => "Association rules (AR)";

    public string Source => "Ludewig and Jannach, Evaluation of Session-based Recommendation Algorithms, UMUAI 2018";

    public string Settings => SettingsText.OfTable(Entries, LastViews, Decay);

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
        [this, this with { LastViews = 2 }, this with { LastViews = 4 }, this with { LastViews = 4, Decay = 0.8 }];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ItemTable table = new AssociationRules().Learn(sessions, context.ToTable(Entries));
        return new TableRecommender(table, LastViews, Decay);
    }
}
