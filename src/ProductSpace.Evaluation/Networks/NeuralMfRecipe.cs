using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Neural matrix factorisation (NeuMF): a factorisation and a small network side by side, trained to tell the product
/// that follows from products drawn at random. The paper's shopper is a row of a matrix; here a session is folded in as
/// the mean of the rows of its last views, so that sessions of strangers can be answered without training.
/// </summary>
internal sealed record NeuralMfRecipe()
    : NetworkRecipe(Epochs: 20, Batch: 64, Rate: 0.1), IRecommenderRecipe
{
    public string Name => "neural-mf";

    public string Title => "Neural MF";

    public string Source => "He, Liao, Zhang, Nie, Hu, Chua: Neural Collaborative Filtering, WWW 2017";

    public string Settings => FormattableString.Invariant(
        $"factors {Factors}, inputs {Inputs}, views {Views}, epochs {Epochs}, batch {Batch}, rate {Rate}, ")
        + FormattableString.Invariant($"negatives {Negatives}");

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Views = 2 },
        this with { Views = 10 },
        this with { Rate = Rate / 2 },
        this with { Rate = 2 * Rate },
        this with { Negatives = 2 * Negatives },
    ];

    /// <summary>Number of factors that are multiplied.</summary>
    public int Factors { get; init; } = 32;

    /// <summary>Number of numbers that each side gives to the layers.</summary>
    public int Inputs { get; init; } = 32;

    /// <summary>Number of last views that a session is the mean of.</summary>
    public int Views { get; init; } = 4;

    /// <summary>Number of random products for each true one.</summary>
    public int Negatives { get; init; } = 4;

    /// <summary>Maximum number of examples of a session in an epoch.</summary>
    public int ExamplesOfSession { get; init; } = 20;

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(context);
        int lanes = Lanes.For(Batch * (1 + Negatives));
        SeededRandom random = new(SeededRandom.Hash(context.Seed, 0));
        NeuralMfNetwork<float> network = new(
            sessions.ProductCount, Factors, Inputs, Views, lanes, ref random, new Workers(context.Threads));
        List<(int Session, int Position)> examples = [];
        ViewExamples.Draw(sessions, ExamplesOfSession, ref random, examples);
        TrainingWatch watch = new(Name, context, (long)examples.Count * Epochs);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            ViewExamples.Draw(sessions, ExamplesOfSession, ref random, examples);
            for (int start = 0; start < examples.Count; start += Batch)
            {
                int count = Math.Min(Batch, examples.Count - start);
                network.Clear();
                for (int i = 0; i < count; i++)
                {
                    (int session, int position) = examples[start + i];
                    ReadOnlySpan<int> views = sessions.Products(session);
                    int target = views[position];
                    views = views[Math.Max(0, position - Views)..position];
                    Add(network, i * (1 + Negatives), views, target, ref random);
                }

                watch.Add(count, network.Run());
                network.Step((float)Rate);
            }
        }

        return new NeuralMfModel(network, Views);
    }

    private void Add(
        NeuralMfNetwork<float> network, int lane, ReadOnlySpan<int> views, int target, ref SeededRandom random)
    {
        double weight = 1.0 / (Batch * (1 + Negatives));
        network.Add(lane, views, target, follows: true, weight);
        for (int i = 1; i <= Negatives; i++)
        {
            int other = random.NextInt(network.Products.Rows.Rows);
            network.Add(lane + i, views, other, follows: other == target, weight);
        }
    }
}
