using System.Globalization;
using ProductSpace.Evaluation.Models;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// EASE: the linear model of sessions as sets in which no product predicts itself. A session's score is the sum of the
/// rows of its views; a decay below 1 makes older ones count less, which the paper does not have.
/// </summary>
internal sealed record EaseRecipe : IRecommenderRecipe
{
    public EaseOptions Options { get; init; } = new();

    /// <summary>Weight of a view relative to the next one, above 0 to 1.</summary>
    public double Decay { get; init; } = 1;

    public string Name => "ease";

    public string Title => "EASE";

    public string Source => "Steck: Embarrassingly Shallow Autoencoders for Sparse Data (WWW 2019)";

    public string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"lambda {Options.Lambda}, decay {Decay}, entries {Options.Limits.Entries}");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        With(10, 1),
        With(200, 1),
        With(10, 0.5),
        With(50, 0.5),
        With(200, 0.5),
        With(50, 0.25),
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ItemTable table = EaseLearner.Learn(
            sessions, Options, context.Threads, context.Progress, context.CancellationToken);
        return new TableRecommender(table, int.MaxValue, Decay);
    }

    private EaseRecipe With(double lambda, double decay) =>
        this with { Options = Options with { Lambda = lambda }, Decay = decay };
}
