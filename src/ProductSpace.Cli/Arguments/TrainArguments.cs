using System.CommandLine;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Options of the verbs that train: one for each of <see cref="Prod2VecOptions"/>, whose defaults they have.
/// </summary>
internal sealed class TrainArguments
{
    private static readonly Prod2VecOptions s_none = new();

    private readonly Option<int> _dimension = Common.Option(
        "--dimension", "Number of values in each vector, 1 to 4096.", s_none.Dimension);
    private readonly Option<int> _epochs = Common.Option(
        "--epochs", "Number of passes over the sessions.", s_none.Epochs);
    private readonly Option<int> _window = Common.Option(
        "--window", "Number of views to each side that can be context.", s_none.Window);
    private readonly Option<string> _windowMode = NamedValues.Option(
        "--window-mode",
        "Which views in the window are context. shrinking: a width drawn for each view; fixed: all; session: the "
        + "whole session; future: the next ones only.",
        s_none.WindowMode);
    private readonly Option<int> _negatives = Common.Option(
        "--negatives", "Weight of random products relative to each true one, in products.", s_none.Negatives);
    private readonly Option<int?> _negativeDraws = new("--negative-draws")
    {
        Description = "Number of random products that are drawn; fewer are faster and count more. Default: all.",
    };
    private readonly Option<double> _negativeExponent = Common.Option(
        "--negative-exponent",
        "Exponent of a product's count in its probability to be drawn as a negative, -1 to 1.5.",
        s_none.NegativeExponent);
    private readonly Option<int> _categoryNegatives = Common.Option(
        "--category-negatives",
        "Number of additional negatives from the viewed product's own category; needs --catalog.",
        s_none.CategoryNegatives);
    private readonly Option<double> _subsampling = Common.Option(
        "--subsampling",
        "Share of all views above which views of a product are subsampled; 0 for no subsampling.",
        s_none.SubsamplingThreshold);
    private readonly Option<double> _rate = Common.Option(
        "--learning-rate", "Learning rate at the start.", s_none.LearningRate);
    private readonly Option<double> _minRate = Common.Option(
        "--min-learning-rate", "Learning rate at the end of a linear schedule.", s_none.MinLearningRate);
    private readonly Option<string> _schedule = NamedValues.Option(
        "--schedule",
        "How the learning rate falls.",
        s_none.Schedule);
    private readonly Option<bool> _noPurchases = new("--no-purchase-context")
    {
        Description = "Do not use a purchase as context of all views of its session.",
    };
    private readonly Option<double> _metadataWeight = Common.Option(
        "--metadata-weight",
        "Weight of pairs with metadata such as category and brand, 0 to 10; needs --catalog.",
        s_none.MetadataWeight);
    private readonly Option<double> _recommended = Common.Option(
        "--recommended-share",
        "Share of the events caused by a recommender that are trained on.",
        s_none.RecommendedShare);
    private readonly Option<ulong> _seed = Common.Option(
        "--seed", "Seed of all random choices; equal logs, options and seeds give equal bytes.", s_none.Seed);
    private readonly Option<int> _buckets = Common.Option(
        "--buckets",
        "Number of parts that the products are split into, 1 to 64; limits the threads that can work. Changes "
        + "the bytes.",
        s_none.Buckets);
    private readonly Option<int> _threads = Common.Option(
        "--threads", "Number of threads, 0 for all processors; does not change the model.", s_none.Threads);

    public void AddTo(Command verb)
    {
        verb.AddOptions(
            _dimension, _epochs, _window, _windowMode, _negatives, _negativeDraws, _negativeExponent,
            _categoryNegatives, _subsampling, _rate, _minRate, _schedule, _noPurchases, _metadataWeight, _recommended,
            _seed, _buckets, _threads);
    }

    public Prod2VecOptions Options(ParseResult parsed)
    {
        int negatives = parsed.GetValue(_negatives);
        Prod2VecOptions options = new()
        {
            Dimension = parsed.GetValue(_dimension),
            Epochs = parsed.GetValue(_epochs),
            Window = parsed.GetValue(_window),
            WindowMode = NamedValues.Read<WindowMode>(parsed, _windowMode),
            Negatives = negatives,
            NegativeDraws = parsed.GetValue(_negativeDraws) ?? Math.Max(1, negatives),
            NegativeExponent = parsed.GetValue(_negativeExponent),
            CategoryNegatives = parsed.GetValue(_categoryNegatives),
            SubsamplingThreshold = parsed.GetValue(_subsampling),
            LearningRate = parsed.GetValue(_rate),
            MinLearningRate = parsed.GetValue(_minRate),
            Schedule = NamedValues.Read<LearningRateSchedule>(parsed, _schedule),
            PurchaseContext = !parsed.GetValue(_noPurchases),
            MetadataWeight = parsed.GetValue(_metadataWeight),
            RecommendedShare = parsed.GetValue(_recommended),
            Seed = parsed.GetValue(_seed),
            Buckets = parsed.GetValue(_buckets),
            Threads = parsed.GetValue(_threads),
        };
        return Common.Checked(options, checkedOptions => checkedOptions.Validate());
    }
}
