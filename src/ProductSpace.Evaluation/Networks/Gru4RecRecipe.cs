using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// GRU4Rec: a recurrent network that reads a session view by view and predicts the next one. Session-parallel
/// mini-batches, cross entropy over sampled products with logQ, one matrix for input and output.
/// </summary>
internal sealed record Gru4RecRecipe()
    : NetworkRecipe(Epochs: 10, Batch: 32, Rate: 0.05), IRecommenderRecipe
{
    public string Name => "gru4rec";

    public string Title => "GRU4Rec";

    public string Source => "Hidasi, Karatzoglou: Recurrent Neural Networks with Top-k Gains, CIKM 2018";

    public string Settings => FormattableString.Invariant(
        $"units {Units}, epochs {Epochs}, batch {Batch}, rate {Rate}, dropout {Dropout}, ") + Sampling.ToString();

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Rate = Rate / 2 },
        this with { Rate = 2 * Rate },
        this with { Dropout = 0.2 },
        this with { Dropout = 0.7 },
        this with { Epochs = 2 * Epochs },
    ];

    /// <summary>Number of units of the state.</summary>
    public int Units { get; init; } = 100;

    /// <summary>Share of the state that is hidden in training.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>How candidates are drawn.</summary>
    public SamplingSettings Sampling { get; init; } = new();

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        SeededRandom random = new(SeededRandom.Hash(context.Seed, 0));
        Gru4RecNetwork<float> network = CreateNetwork<float>(sessions, new Workers(context.Threads), ref random);
        Fit(network, sessions, Name, context, ref random);
        return new Gru4RecModel(network.Rows.Values, network.Cell.ToStepper());
    }

    /// <summary>Returns a network with random weights.</summary>
    internal Gru4RecNetwork<T> CreateNetwork<T>(SessionSet sessions, Workers workers, ref SeededRandom random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Lanes.For(Batch);
        return new Gru4RecNetwork<T>(
            Units, lanes, Dropout, Sampling.LogQ, Sampling.CreateSampler(sessions, lanes), ref random, workers);
    }

    /// <summary>Trains a network, session by session.</summary>
    internal void Fit(
        Gru4RecNetwork<float> network,
        SessionSet sessions,
        string name,
        RecipeContext context,
        ref SeededRandom random)
    {
        int lanes = Lanes.For(Batch);
        SessionLanes feed = new(sessions, lanes, byUser: false);
        TrainingWatch watch = new(name, context, feed.Steps * Epochs);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            feed.Restart();
            for (int active; (active = feed.Move()) > 0;)
            {
                network.SetTargets(feed.Targets);
                for (int lane = 0; lane < lanes; lane++)
                {
                    if (feed.SessionBegins[lane])
                    {
                        LaneColumn.Clear<float>(network.Before, lane, lanes);
                    }
                }

                network.Begin(feed.Inputs, ref random);
                watch.Add(active, network.Run(toState: false));
                network.Step((float)Rate);
            }
        }
    }
}
