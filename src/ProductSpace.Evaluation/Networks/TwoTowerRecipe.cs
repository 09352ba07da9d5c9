using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Two towers: the first stage of YouTube's recommendations. One tower turns the last views into a vector, the other is
/// a matrix of products; the network learns to predict the view that follows, never one from the middle of what it
/// sees. Each session gives at most a fixed number of examples, so that long ones do not rule. Without the paper's
/// search words, country and age of the example, which a log of views does not have.
/// </summary>
internal sealed record TwoTowerRecipe()
    : NetworkRecipe(Epochs: 10, Batch: 64, Rate: 0.05), IRecommenderRecipe
{
    public string Name => "two-tower";

    public string Title => "Two towers";

    public string Source => "Covington, Adams, Sargin: Deep Neural Networks for YouTube Recommendations, RecSys 2016";

    public string Settings => FormattableString.Invariant(
        $"units {Units}, hidden {Hidden}, views {Views}, epochs {Epochs}, batch {Batch}, rate {Rate}, ")
        + FormattableString.Invariant($"dropout {Dropout}, ") + Sampling.ToString();

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Views = 4 },
        this with { Views = 10 },
        this with { Dropout = 0 },
        this with { Rate = Rate / 2 },
        this with { Rate = 2 * Rate },
        this with { Epochs = 2 * Epochs },
    ];

    /// <summary>Number of values in the vectors of products.</summary>
    public int Units { get; init; } = 100;

    /// <summary>Number of units of the ReLU layer.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Number of last views that are averaged.</summary>
    public int Views { get; init; } = 2;

    /// <summary>Maximum number of examples of a session in an epoch.</summary>
    public int ExamplesOfSession { get; init; } = 20;

    /// <summary>Share of the output's inputs that is hidden in training.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>How candidates are drawn.</summary>
    public SamplingSettings Sampling { get; init; } = new();

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        int lanes = Lanes.For(Batch);
        SeededRandom random = new(SeededRandom.Hash(context.Seed, 0));
        TwoTowerNetwork<float> network = new(
            Units,
            Hidden,
            Views,
            lanes,
            Dropout,
            Sampling.LogQ,
            Sampling.CreateSampler(sessions, lanes),
            ref random,
            new Workers(context.Threads));
        List<(int Session, int Position)> examples = [];
        ViewExamples.Draw(sessions, ExamplesOfSession, ref random, examples);
        TrainingWatch watch = new(Name, context, (long)examples.Count * Epochs);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            ViewExamples.Draw(sessions, ExamplesOfSession, ref random, examples);
            for (int start = 0; start < examples.Count; start += lanes)
            {
                int count = Math.Min(lanes, examples.Count - start);
                network.Clear();
                for (int lane = 0; lane < count; lane++)
                {
                    (int session, int position) = examples[start + lane];
                    ReadOnlySpan<int> views = sessions.Products(session);
                    network.Add(
                        lane, views[Math.Max(0, position - Views)..position], views[position], 1.0 / lanes);
                }

                watch.Add(count, network.Run(ref random));
                network.Step((float)Rate);
            }
        }

        return new TwoTowerModel(network, Views);
    }
}
