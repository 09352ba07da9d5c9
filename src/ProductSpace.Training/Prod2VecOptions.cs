namespace ProductSpace.Training;

/// <summary>Which neighbors of a view are its context.</summary>
public enum WindowMode
{
    /// <summary>A width drawn from 1 to <see cref="Prod2VecOptions.Window"/> for each view, as in word2vec: near views count more.</summary>
    Shrinking,

    /// <summary>Always <see cref="Prod2VecOptions.Window"/> views to each side.</summary>
    Fixed,

    /// <summary>Every other view of the session.</summary>
    Session,

    /// <summary>The next <see cref="Prod2VecOptions.Window"/> views only: IN leads to what came later.</summary>
    Future,
}

/// <summary>How the learning rate falls from its start to its end.</summary>
public enum LearningRateSchedule
{
    /// <summary>In a straight line over all epochs.</summary>
    Linear,

    /// <summary>Not at all.</summary>
    Constant,
}

/// <summary>
/// Options of prod2vec: skip-gram with negative sampling (Mikolov et al. 2013; Grbovic et al. 2015) over sessions of views.
/// All but <see cref="Threads"/> decide the model's bytes.
/// </summary>
public sealed record Prod2VecOptions
{
    /// <summary>Numbers in a vector, 1 to 4096.</summary>
    public int Dimension { get; init; } = 100;

    /// <summary>Passes over the sessions, 1 to 10,000.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Views to each side that can be context, 1 to 1,000.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Which of them are.</summary>
    public WindowMode WindowMode { get; init; } = WindowMode.Shrinking;

    /// <summary>Weight of random products against each true one, in products: 0 to 100.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>
    /// How many of them are really drawn for each true product, 1 to <see cref="Negatives"/>; each then counts
    /// Negatives / NegativeDraws times, and serves all true products of its group. Fewer are faster.
    /// </summary>
    public int NegativeDraws { get; init; } = 5;

    /// <summary>Negatives are drawn in proportion to count to this power, -1 to 1.5.</summary>
    public double NegativeExponent { get; init; } = 0.75;

    /// <summary>Negatives from the viewed product's own category, in addition (Grbovic and Cheng, KDD 2018): 0 to 100.</summary>
    public int CategoryNegatives { get; init; }

    /// <summary>Views of a product above this share of all are thinned out as in word2vec; 0 for none.</summary>
    public double SubsamplingThreshold { get; init; }

    /// <summary>Learning rate at the start.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Learning rate at the end of a linear schedule.</summary>
    public double MinLearningRate { get; init; } = 0.0001;

    /// <summary>How the learning rate falls.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Linear;

    /// <summary>A purchase is context of every view of its session (Grbovic and Cheng, KDD 2018), where the log tells views from purchases.</summary>
    public bool PurchaseContext { get; init; } = true;

    /// <summary>Weight of pairs with metadata tokens (Vasile, Smirnova, Conneau, RecSys 2016); 0 leaves metadata out.</summary>
    public double MetadataWeight { get; init; }

    /// <summary>Share of the events caused by a recommender that train, 0 to 1.</summary>
    public double RecommendedShare { get; init; } = 1;

    /// <summary>The same log, options and seed give the same bytes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Parts that products are split into so that threads never share a row: 1 to 64. At most as many threads can work.</summary>
    public int Buckets { get; init; } = 8;

    /// <summary>Threads, 0 for all processors; does not show in the model.</summary>
    public int Threads { get; init; }

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>Throws for the first option that is out of its range.</summary>
    internal void Validate()
    {
        Require(Dimension is >= 1 and <= 4096, nameof(Dimension), Dimension, "1 to 4096");
        Require(Epochs is >= 1 and <= 10_000, nameof(Epochs), Epochs, "1 to 10,000");
        Require(Window is >= 1 and <= 1_000, nameof(Window), Window, "1 to 1,000");
        Require(Negatives is >= 0 and <= 100, nameof(Negatives), Negatives, "0 to 100");
        Require(NegativeDraws is >= 1 and <= 100, nameof(NegativeDraws), NegativeDraws, "1 to 100");
        Require(NegativeExponent is >= -1 and <= 1.5, nameof(NegativeExponent), NegativeExponent, "-1 to 1.5");
        Require(CategoryNegatives is >= 0 and <= 100, nameof(CategoryNegatives), CategoryNegatives, "0 to 100");
        Require(SubsamplingThreshold is >= 0 and <= 1, nameof(SubsamplingThreshold), SubsamplingThreshold, "0 to 1");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0, at most 1");
        Require(MinLearningRate >= 0 && MinLearningRate <= LearningRate, nameof(MinLearningRate), MinLearningRate, "0 to the learning rate");
        Require(MetadataWeight is >= 0 and <= 10, nameof(MetadataWeight), MetadataWeight, "0 to 10");
        Require(RecommendedShare is >= 0 and <= 1, nameof(RecommendedShare), RecommendedShare, "0 to 1");
        Require(Buckets is >= 1 and <= 64, nameof(Buckets), Buckets, "1 to 64");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 to 1024");
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {value}; it must be {range}"));
        }
    }
}
