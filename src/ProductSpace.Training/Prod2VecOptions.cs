namespace ProductSpace.Training;

/// <summary>Which neighbors of a view are its context.</summary>
public enum WindowMode
{
    /// <summary>
    /// A width drawn for each view from 1 to <see cref="Prod2VecOptions.Window"/>, as in word2vec: near views count
    /// more.
    /// </summary>
    Shrinking,

    /// <summary>Always <see cref="Prod2VecOptions.Window"/> views to each side.</summary>
    Fixed,

    /// <summary>Every other view of the session.</summary>
    Session,

    /// <summary>Only the next <see cref="Prod2VecOptions.Window"/> views: IN then predicts what comes later.</summary>
    Future,
}

/// <summary>How the learning rate falls from its start to its end.</summary>
public enum LearningRateSchedule
{
    /// <summary>Linearly over all epochs.</summary>
    Linear,

    /// <summary>The learning rate does not fall.</summary>
    Constant,
}

/// <summary>
/// Options of prod2vec: skip-gram with negative sampling (Mikolov et al. 2013; Grbovic et al. 2015) over sessions of
/// views. All but <see cref="Threads"/> decide the model's bytes.
/// </summary>
public sealed record Prod2VecOptions
{
    /// <summary>Number of values in each vector, 1 to 4096.</summary>
    public int Dimension { get; init; } = 100;

    /// <summary>Number of passes over the sessions, 1 to 10,000.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Number of views to each side that can be context, 1 to 1,000.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Which of the views within the window are context.</summary>
    public WindowMode WindowMode { get; init; } = WindowMode.Shrinking;

    /// <summary>Weight of random products relative to each true one, in products: 0 to 100.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>
    /// Number of random products drawn for each true one, 1 to <see cref="Negatives"/>. Each then counts Negatives /
    /// NegativeDraws times. Fewer draws are faster.
    /// </summary>
    public int NegativeDraws { get; init; } = 5;

    /// <summary>Exponent of the count of a product in the probability to be drawn as a negative, -1 to 1.5.</summary>
    public double NegativeExponent { get; init; } = 0.75;

    /// <summary>
    /// Number of additional negatives from the viewed product's own category (Grbovic and Cheng, KDD 2018): 0 to 100.
    /// </summary>
    public int CategoryNegatives { get; init; }

    /// <summary>
    /// Share of all views above which views of a product are subsampled, as in word2vec; 0 for no subsampling.
    /// </summary>
    public double SubsamplingThreshold { get; init; }

    /// <summary>Learning rate at the start.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Learning rate at the end of a linear schedule.</summary>
    public double MinLearningRate { get; init; } = 0.0001;

    /// <summary>How the learning rate falls.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Linear;

    /// <summary>
    /// True to make a purchase context of every view of its session (Grbovic and Cheng, KDD 2018), in a log that tells
    /// views from purchases.
    /// </summary>
    public bool PurchaseContext { get; init; } = true;

    /// <summary>
    /// Weight of pairs with metadata tokens, 0 to 10 (Vasile, Smirnova, Conneau, RecSys 2016); 0 leaves metadata out.
    /// </summary>
    public double MetadataWeight { get; init; }

    /// <summary>Share of the events caused by a recommender that are trained on, 0 to 1.</summary>
    public double RecommendedShare { get; init; } = 1;

    /// <summary>Seed of all random choices: equal logs, options and seeds give equal bytes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Number of parts that the products are split into, so that threads never share a row: 1 to 64. Limits the number
    /// of threads that can work.
    /// </summary>
    public int Buckets { get; init; } = 8;

    /// <summary>Number of threads, 0 for all processors; does not change the model.</summary>
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
        Require(
            MinLearningRate >= 0 && MinLearningRate <= LearningRate,
            nameof(MinLearningRate),
            MinLearningRate,
            "0 to the learning rate");
        Require(MetadataWeight is >= 0 and <= 10, nameof(MetadataWeight), MetadataWeight, "0 to 10");
        Require(RecommendedShare is >= 0 and <= 1, nameof(RecommendedShare), RecommendedShare, "0 to 1");
        Require(Buckets is >= 1 and <= 64, nameof(Buckets), Buckets, "1 to 64");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 to 1024");
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{name} is {value}; it must be {range}"));
        }
    }
}
