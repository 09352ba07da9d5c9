using System.Globalization;
using ProductSpace.Evaluation.Models;
using ProductSpace.Training;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// SLIST: a closed form of what is viewed together and what follows. A session's score is the sum over its views of
/// exp(-age / <see cref="DeltaInference"/>) times the row of the view.
/// </summary>
internal sealed record SlistRecipe : IRecommenderRecipe
{
    public SlistOptions Options { get; init; } = new();

    /// <summary>Number of views after which a view of the session weighs 1 / e.</summary>
    public double DeltaInference { get; init; } = 1;

    public string Name => "slist";

    public string Title => "SLIST";

    public string Source => "Choi, Kim, Lee, Shim, Lee: Session-aware Linear Item-Item Models (WWW 2021)";

    public string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"alpha {Options.Alpha}, lambda {Options.Lambda}, position {Options.DeltaPosition}, "
        + $"inference {DeltaInference}, {Days}, entries {Options.Limits.Entries}");

    private string Days => double.IsPositiveInfinity(Options.DeltaTime)
        ? "all days"
        : string.Create(CultureInfo.InvariantCulture, $"days {Options.DeltaTime}");

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        With(alpha: 0.2),
        With(alpha: 0.8),
        With(lambda: 30),
        With(lambda: 3),
        With(position: 2),
        With(inference: 2),
        With(inference: 0.5),
        With(days: 8),
        With(alpha: 0.2, days: 8),
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ItemTable table = SlistLearner.Learn(
            sessions, Options, context.Threads, context.Progress, context.CancellationToken);
        return new TableRecommender(table, int.MaxValue, FixedMath.Exp(-1 / DeltaInference));
    }

    private SlistRecipe With(
        double alpha = 0, double lambda = 0, double position = 0, double inference = 0, double days = 0) => this with
    {
        Options = Options with
        {
            Alpha = alpha > 0 ? alpha : Options.Alpha,
            Lambda = lambda > 0 ? lambda : Options.Lambda,
            DeltaPosition = position > 0 ? position : Options.DeltaPosition,
            DeltaTime = days > 0 ? days : Options.DeltaTime,
        },
        DeltaInference = inference > 0 ? inference : DeltaInference,
    };
}
