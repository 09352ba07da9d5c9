using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A denoising autoencoder: it sees a part of a session's products and must give all of them, by a multinomial loss. It
/// knows no order. CDAE's row of the shopper is left out, since sessions of strangers must be answered, too.
/// </summary>
internal sealed record AutoencoderRecipe()
    : NetworkRecipe(Epochs: 20, Batch: 64, Rate: 0.05), IRecommenderRecipe
{
    /// <summary>Products of a session that are learned from: the last ones.</summary>
    private const int MaxProducts = 30;

    public string Name => "dae";

    public string Title => "Denoising autoencoder";

    public string Source =>
        "Wu, DuBois, Zheng, Ester: Collaborative Denoising Auto-Encoders, WSDM 2016; "
        + "Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering (Mult-DAE), WWW 2018";

    public string Settings => FormattableString.Invariant(
        $"units {Units}, epochs {Epochs}, batch {Batch}, rate {Rate}, dropout {Dropout}, noise {Noise}, ")
        + Sampling.ToString();

    public bool IsRandom => true;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
    [
        this,
        this with { Noise = 0.5 },
        this with { Noise = 0.75 },
        this with { Dropout = 0 },
        this with { Rate = Rate / 2 },
        this with { Rate = 2 * Rate },
        this with { Epochs = 2 * Epochs },
    ];

    /// <summary>Number of hidden units.</summary>
    public int Units { get; init; } = 100;

    /// <summary>Probability that a product of the session is not shown.</summary>
    public double Noise { get; init; } = 0.25;

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
        AutoencoderNetwork<float> network = new(
            Units,
            MaxProducts,
            lanes,
            Dropout,
            Sampling.LogQ,
            Sampling.CreateSampler(sessions, lanes),
            ref random,
            new Workers(context.Threads));
        int[] order = [.. Enumerable.Range(0, sessions.Count).Where(i => sessions.Products(i).Length > 1)];
        TrainingWatch watch = new(Name, context, (long)order.Length * Epochs);
        List<int> products = [];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            Shuffle.Run<int>(order, ref random);
            for (int start = 0; start < order.Length; start += lanes)
            {
                int count = Math.Min(lanes, order.Length - start);
                network.Clear();
                for (int lane = 0; lane < count; lane++)
                {
                    ReadOnlySpan<int> views = sessions.Products(order[start + lane]);
                    LastDistinct.Find(views, sessions.ProductCount, MaxProducts, products);
                    Add(network, lane, products, ref random);
                }

                watch.Add(count, network.Run(ref random));
                network.Step((float)Rate);
            }
        }

        return new AutoencoderModel(network, MaxProducts);
    }

    private void Add(AutoencoderNetwork<float> network, int lane, List<int> products, ref SeededRandom random)
    {
        // What is hidden is made up for by what is shown, as in any dropout, unless nothing is shown.
        double factor = 1 / (Math.Sqrt(products.Count) * (1 - Noise));
        foreach (int product in products)
        {
            if (random.NextDouble() >= Noise)
            {
                network.Seen.Add(lane, product);
            }

            network.Targets.Add(lane, product, 1.0 / network.Targets.Totals.Length);
        }

        network.Seen.SetFactor(lane, (float)factor);
    }
}
