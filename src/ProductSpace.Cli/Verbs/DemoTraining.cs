using System.Diagnostics;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Cli.Synth;
using ProductSpace.Evaluation;
using ProductSpace.Training;
using ProductSpace.Training.Runs;

namespace ProductSpace.Cli.Verbs;

/// <summary>Training of the demo: cleans a log, trains for a few epochs, and judges by held-out sessions.</summary>
internal sealed record DemoTraining(
    long Events,
    long Sessions,
    int Products,
    IReadOnlyList<TrainedEpoch> Epochs,
    double CleanSeconds,
    double TrainSeconds) : IJsonFields
{
    public const int Dimension = 64;
    private const int EpochCount = 6;

    /// <summary>
    /// Learning rate above the default, with which six epochs leave the products of a category so close together that a
    /// graph search loses its way.
    /// </summary>
    private const double LearningRate = 0.06;
    private const double HeldOutShare = 0.02;

    public JsonFields ToFields() => new()
    {
        ["events"] = Events,
        ["sessions"] = Sessions,
        ["products"] = Products,
        ["epochs"] = Epochs,
        ["cleanSeconds"] = CleanSeconds,
        ["trainSeconds"] = TrainSeconds,
    };

    public static DemoTraining Run(
        string shop,
        string model,
        TextWriter text,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using CleanedLog cleaned = SessionLog.Clean(
            [Path.Combine(shop, ShopWriter.SessionsFile)],
            new LogOptions { Allow = LogAllowances.Times },
            new CleaningOptions { HeldOutShare = HeldOutShare },
            progress,
            cancellationToken);
        CleaningReport report = cleaned.Report;
        double cleanSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        progress.Clear();
        string events = Text($"{report.Tokens:N0} of {report.EventsRead:N0} events");
        string sessions = Text($"{report.Sessions:N0} sessions of {report.Products:N0} products");
        string apart = Text($"{report.HeldOutSessions:N0} sessions kept apart ({cleanSeconds:F1} s)");
        text.WriteLine($"2. Cleaned: {events} in {sessions}; {apart}");

        start = Stopwatch.GetTimestamp();
        string catalog = Path.Combine(shop, ShopWriter.ProductsFile);
        ProductMetadata? metadata = new CatalogMetadata(
            CatalogReader.Open(catalog, ColumnNames.None), asked: null, needsFields: false)
            .Read(cleaned.Corpus, copy: null, cancellationToken);
        Prod2VecOptions options = new()
        {
            Dimension = Dimension,
            Epochs = EpochCount,
            LearningRate = LearningRate,
        };
        using TrainingRun run = new(options, new TrainingRunOptions { ModelFolder = model }, cancellationToken);
        HeldOutJudge judge = new(cleaned.Corpus, Dimension);
        run.Begin(cleaned.Corpus, judge, metadata);
        using TrainingRunResult result = run.Run(progress, null, cancellationToken);
        double trainSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        progress.Clear();
        string loss = Text($"loss {result.Epochs[0].Loss:F2} to {result.Epochs[^1].Loss:F2} ({trainSeconds:F1} s)");
        text.WriteLine($"3. Trained: {EpochCount} epochs, {Dimension} numbers a product, {loss}");
        if (result.Scores is HeldOutScores scores)
        {
            string next = Text($"{scores.Next.HitRate20:P0} are among the first 20 answers of Next");
            string shares = Text($"{next}, {scores.Similar.HitRate20:P0} of Similar");
            string views = Text($"   of {judge.Predictions:N0} views kept apart, {shares}");
            text.WriteLine(Text($"{views}; all {report.Products:N0} products compete"));
        }

        return new DemoTraining(
            report.Tokens,
            report.Sessions,
            report.Products,
            result.Epochs,
            cleanSeconds,
            trainSeconds);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
