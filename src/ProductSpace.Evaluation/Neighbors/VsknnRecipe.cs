using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// V-SKNN: the sessions that share most with the current one, its later views counting more, and their products.
/// </summary>
internal sealed record VsknnRecipe : IRecommenderRecipe
{
    /// <summary>Number of sessions whose products are recommended.</summary>
    public int Neighbors { get; init; } = 500;

    /// <summary>Number of most recent sessions among which they are looked for.</summary>
    public int Sample { get; init; } = 5000;

    /// <summary>Weight of a view of the current session in the similarity.</summary>
    public StepWeighting Similarity { get; init; } = StepWeighting.Quadratic;

    /// <summary>Weight of a neighbor by the age of the latest view that it shares.</summary>
    public StepWeighting Score { get; init; } = StepWeighting.Div;

    /// <summary>Weight of a product's inverse frequency, 0 for none.</summary>
    public double InverseFrequency { get; init; } = 5;

    public string Name => "v-sknn";

    public string Title => "V-SKNN";

    public string Source => "Ludewig and Jannach, Evaluation of Session-based Recommendation Algorithms, UMUAI 2018";

    public string Settings =>
        FormattableString.Invariant($"neighbors {Neighbors}, sample {Sample}, ")
        + FormattableString.Invariant($"views {Word(Similarity)}, score {Word(Score)}, idf {InverseFrequency}");

    public bool IsRandom => false;

    /// <summary>Settings that the authors chose on several logs of shops and music, and between them.</summary>
    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { InverseFrequency = 0 },
        this with { Neighbors = 100, Sample = 1000, Score = StepWeighting.Quadratic },
        this with { Neighbors = 100, Sample = 1000, Score = StepWeighting.Quadratic, InverseFrequency = 0 },
        this with { Neighbors = 100, Sample = 1000 },
        this with
        {
            Neighbors = 1500,
            Sample = 2500,
            Similarity = StepWeighting.Same,
            Score = StepWeighting.Linear,
            InverseFrequency = 10,
        },
        this with
        {
            Neighbors = 50,
            Sample = 10000,
            Similarity = StepWeighting.Log,
            Score = StepWeighting.Quadratic,
            InverseFrequency = 10,
        },
        this with { Neighbors = 200, Sample = 2000 },
    ];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        NeighborSettings settings = new()
        {
            Neighbors = Neighbors,
            Sample = Sample,
            Similarity = new ViewDecay(Similarity),
            Score = new ViewDecay(Score),
        };
        NeighborIndex index = new(sessions, int.MaxValue, context);
        return new NeighborRecommender(
            index, settings, ProductWeights.Of(sessions.Count, sessions.CountProducts(), InverseFrequency));
    }

    private static string Word(StepWeighting weighting) => weighting switch
    {
        StepWeighting.Same => "same",
        StepWeighting.Div => "div",
        StepWeighting.Linear => "linear",
        StepWeighting.Quadratic => "quadratic",
        _ => "log",
    };
}
