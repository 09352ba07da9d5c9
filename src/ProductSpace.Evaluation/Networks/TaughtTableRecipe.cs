using ProductSpace.Evaluation.Models;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A table taught by another model: what <see cref="NetworkTable"/> reads from it, summed over the last views. So a
/// model that no index can answer for is served as a table.
/// </summary>
/// <param name="Teacher">The model that is asked.</param>
internal sealed record TaughtTableRecipe(IRecommenderRecipe Teacher) : IRecommenderRecipe
{
    public string Name => Teacher.Name + "-table";

    public string Title => Teacher.Title + " as a table";

    public string Source => "the teacher's part of LINK (arXiv 2504.15057, 2025); teacher: " + Teacher.Source;

    public string Settings =>
        FormattableString.Invariant($"entries {Entries}, last views {LastViews}, decay {Decay}, ")
        + (MinSessions > 1 ? FormattableString.Invariant($"support {MinSessions}, ") : string.Empty) + Teacher.Settings;

    public bool IsRandom => Teacher.IsRandom;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { LastViews = 1 },
        this with { LastViews = 10, Decay = 0.8 },
        this with { Entries = 2 * Entries },
    ];

    /// <summary>Maximum number of entries of a row.</summary>
    public int Entries { get; init; } = 100;

    /// <summary>Number of the last views whose rows are summed.</summary>
    public int LastViews { get; init; } = 4;

    /// <summary>Weight of a view relative to the next one.</summary>
    public double Decay { get; init; } = 0.5;

    /// <summary>Number of sessions that must hold a product; others are not in the table.</summary>
    public int MinSessions { get; init; } = 1;

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        IRecommender teacher = Teacher.Train(sessions, context);
        return new TableRecommender(
            NetworkTable.Build(teacher, sessions, Entries, MinSessions, context with { Progress = null }),
            LastViews,
            Decay);
    }
}
