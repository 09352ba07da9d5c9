using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>Which models are compared, and how.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Predictions in a test window unless said otherwise: an HR within about a point.</summary>
    public const int DefaultMaxPredictions = 10_000;

    /// <summary>The models, each with a name of its own.</summary>
    public required IReadOnlyList<IRecommenderRecipe> Recipes { get; init; }

    /// <summary>How the log is split.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>Mode in which models are ordered, tuned, and told apart by groups of predictions.</summary>
    public RepeatMode Mode { get; init; } = RepeatMode.CurrentExcluded;

    /// <summary>Metric @20 that models are ordered and tuned by: hit rate or reciprocal rank.</summary>
    public RankingMetric Metric { get; init; } = RankingMetric.HitRate;

    /// <summary>
    /// True to choose the settings of each model from its grid, on the window before the first test window.
    /// </summary>
    public bool Tune { get; init; }

    /// <summary>Number of seeds that models which depend on one are trained with, 1 to 100.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>First of the seeds.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Name of the model that the others are compared with; null for the best.</summary>
    public string? Against { get; init; }

    /// <summary>Maximum number of predictions in each window, at least 1; evenly spread over all positions.</summary>
    public int MaxPredictions { get; init; } = DefaultMaxPredictions;

    /// <summary>Which candidates with the target's score are ranked before it.</summary>
    public TieRule Ties { get; init; } = TieRule.Ordinal;

    /// <summary>True to measure also what models of vectors lose when an index answers for them.</summary>
    public bool Index { get; init; }

    /// <summary>Number of example sessions, 0 to 100.</summary>
    public int Examples { get; init; } = 5;

    /// <summary>Number of threads, 0 for all processors; does not change the figures.</summary>
    public int Threads { get; init; }

    /// <summary>Throws for the first option that is out of its range.</summary>
    public void Check()
    {
        Split.Check();
        Require(Recipes.Count > 0, "there is no model to evaluate");
        Require(
            Recipes.Select(recipe => recipe.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == Recipes.Count,
            "a model is named twice");
        Require(
            Metric is RankingMetric.HitRate or RankingMetric.ReciprocalRank,
            "models are ordered by the hit rate or the reciprocal rank");
        Require(Seeds is >= 1 and <= 100, "the number of seeds must be 1 to 100");
        Require(MaxPredictions >= 1, "the number of predictions must be at least 1");
        Require(Examples is >= 0 and <= 100, "the number of examples must be 0 to 100");
        Require(Threads >= 0, "the number of threads must not be negative");
        Require(
            Against is null
                || Recipes.Any(recipe => string.Equals(recipe.Name, Against, StringComparison.OrdinalIgnoreCase)),
            $"\"{Against}\" is none of the models that are evaluated");
    }

    internal NextItemOptions Evaluation() => new()
    {
        Ties = Ties,
        MaxPredictions = MaxPredictions,
        Seed = Seed,
        Threads = Threads,
    };

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new TrainingInputException(message);
        }
    }
}
