using ProductSpace.Evaluation.Models;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Counting;

/// <summary>Products that follow the last view in earlier sessions, the sooner the better.</summary>
internal sealed record SequentialRulesRecipe : IRecommenderRecipe
{
    /// <summary>Maximum number of steps from a view to one that follows.</summary>
    public int Steps { get; init; } = 8;

    /// <summary>Weight of a view by its distance.</summary>
    public StepWeighting Weighting { get; init; } = StepWeighting.Div;

    /// <summary>Number of entries of each row.</summary>
    public int Entries { get; init; } = 100;

    /// <summary>Number of the last views that count: 1, or as many as the name says.</summary>
    public int LastViews { get; init; } = 1;

    /// <summary>Weight of a view relative to the next one.</summary>
    public double Decay { get; init; } = 0.5;

    public string Name { get; private init; } = "sr";

    public string Title => LastViews == 1 ? "Sequential rules (SR)" : $"Sequential rules (SR), last {LastViews} views";

    public string Source =>
        "Kamehkhosh, Jannach and Ludewig, A Comparison of Frequent Pattern Techniques and a Deep Learning Method for "
        + "Session-Based Recommendation, TempRec 2017";

    public string Settings =>
        $"steps {Steps}, {SettingsText.Of(Weighting)}, {SettingsText.OfTable(Entries, LastViews, Decay)}";

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid => LastViews == 1 ? [this, .. OtherRules()] :
    [
        this,
        this with { Decay = 0.7 },
        this with { LastViews = 3 },
        this with { LastViews = 8, Decay = 0.7 },
        this with { Weighting = StepWeighting.Quadratic },
        this with { Weighting = StepWeighting.Quadratic, Steps = 20 },
    ];

    /// <summary>Returns the rules of the last four views, which add up: a table that the engine can serve.</summary>
    public static SequentialRulesRecipe LastFour() => new() { Name = "sr4", LastViews = 4 };

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        SequentialRules rules = new() { Steps = Steps, Weighting = Weighting };
        return new TableRecommender(rules.Learn(sessions, context.ToTable(Entries)), LastViews, Decay);
    }

    /// <summary>Settings that were chosen on other logs by the authors, and between them.</summary>
    private SequentialRulesRecipe[] OtherRules() =>
    [
        this with { Steps = 1 },
        this with { Steps = 3, Weighting = StepWeighting.Quadratic },
        this with { Steps = 7 },
        this with { Steps = 20, Weighting = StepWeighting.Quadratic },
        this with { Steps = 25 },
    ];
}
