using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation;
using ProductSpace.Training;
using ProductSpace.Training.Tuning;

namespace ProductSpace.Cli.Verbs;

/// <summary>
/// `tune`: searches better options of `train` on a sample of the log, and prints how to train with them.
/// </summary>
internal static class TuneVerb
{
    /// <summary>Default share of held-out sessions: enough to tell settings apart.</summary>
    private const double DefaultHoldOut = 0.05;

    public static Command Create()
    {
        LogArguments log = new(hasCatalog: true);
        MetadataArguments metadata = new(log);
        HoldOutArguments heldOut = new();
        TuneArguments tuning = new();
        TrainArguments training = new();
        Option<bool> json = Common.Json();
        Command verb = new(
            "tune",
            "Tries options of `train` on a sample of the sessions, judged by held-out ones (a twentieth without "
            + "--hold-out); ends with the command line of the best.");
        log.AddTo(verb);
        metadata.AddTo(verb);
        heldOut.AddTo(verb);
        tuning.AddTo(verb);
        training.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                Prod2VecOptions first = training.Options(parsed);
                metadata.Check(parsed, first);
                TuningOptions options = tuning.Options(parsed, first.Seed, log.Log(parsed).TemporaryFolder);
                options = options with { MaxEpochs = Math.Max(options.MaxEpochs, first.Epochs) };
                CleaningOptions cleaning = heldOut.Apply(log.Cleaning(parsed), parsed);
                cleaning = heldOut.IsAsked(parsed) ? cleaning : cleaning with { HeldOutShare = DefaultHoldOut };
                CatalogMetadata? catalog = metadata.Open(parsed, first);
                using ConsoleProgress progress = parsed.Progress();
                using Prod2VecTuner tuner = Tuner(log, parsed, cleaning, first, options, progress, cancellationToken);
                Space space = tuning.Select(parsed);
                HeldOutJudge judge = new(
                    tuner.Sample,
                    first.Dimension,
                    first.Threads,
                    HeldOutJudge.DefaultMaxMultiplications / 4);
                if (judge.Predictions == 0)
                {
                    throw new TrainingInputException(
                        "no held-out session has two products that the sample knows; raise --hold-out or --sample");
                }

                progress.Stage = "tuning";
                TuningResult result = tuner.Run(
                    trainer => judge.Judge(trainer, space, cancellationToken).HitRate20,
                    catalog?.Read(tuner.Sample, copy: null, cancellationToken),
                    new Share(options, progress),
                    cancellationToken);
                progress.Clear();
                string command = TrainCommandLine.Of(parsed, [.. tuning.TuneOnly, json], result);
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(parsed.Out(), Json(result, judge, space, command));
                }
                else
                {
                    Print(parsed.Out(), result, judge, space, command);
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    /// <summary>Creates the tuner; the whole log is released when the sample is drawn.</summary>
    private static Prod2VecTuner Tuner(
        LogArguments log,
        ParseResult parsed,
        CleaningOptions cleaning,
        Prod2VecOptions first,
        TuningOptions options,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        using CleanedLog cleaned = SessionLog.Clean(
            log.Files(parsed),
            log.Log(parsed),
            cleaning,
            progress,
            cancellationToken);
        return new Prod2VecTuner(cleaned.Corpus, first, options, cancellationToken);
    }

    private static void Print(TextWriter text, TuningResult result, HeldOutJudge judge, Space space, string command)
    {
        text.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"sample              {result.Events:N0} events, {result.Sessions:N0} sessions, {result.Products:N0} "
                + $"products"));
        text.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"score               HR@20 of {JsonOutput.Name(space)}, {judge.Predictions:N0} views of held-out "
                + $"sessions; differences below {2 * Deviation(result.Best.Score, judge.Predictions):F3} can be chance"
            ));
        text.WriteLine();
        text.Write(result.ToText());
        text.WriteLine();
        text.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Trials.Count} trials in {result.Seconds:F1} s; score of the options asked for "
                + $"{result.Trials[0].Score:F4}, of the best {result.Best.Score:F4}"));
        text.WriteLine(command);
    }

    private static double Deviation(double share, int count) => Math.Sqrt(share * (1 - share) / count);

    private static JsonFields Json(TuningResult result, HeldOutJudge judge, Space space, string command) =>
        new()
        {
            ["sample"] = new JsonFields
            {
                ["events"] = result.Events,
                ["sessions"] = result.Sessions,
                ["products"] = result.Products,
            },
            ["space"] = JsonOutput.Name(space),
            ["predictions"] = judge.Predictions,
            ["seconds"] = result.Seconds,
            ["trials"] = result.Trials.Select(trial => new JsonFields
            {
                ["number"] = trial.Number,
                ["score"] = trial.Score,
                ["scores"] = trial.Scores,
                ["outcome"] = JsonOutput.Name(trial.Outcome),
                ["seconds"] = trial.Seconds,
                ["options"] = result
                    .Settings.ToDictionary(setting => setting.Name, setting => setting.Get(trial.Options))
                    .Append(new("epochs", trial.Options.Epochs))
                    .ToDictionary(),
            }),
            ["best"] = result.Best.Number,
            ["command"] = command,
        };

    /// <summary>Reports the share of trials or time that is used up.</summary>
    private sealed class Share(TuningOptions options, ConsoleProgress progress) : IProgress<TuningTrial>
    {
        private double _seconds;

        public void Report(TuningTrial value)
        {
            _seconds += value.Seconds;
            double share = (double)value.Number / options.MaxTrials;
            ((IProgress<double>)progress).Report(
                Math.Clamp(
                    options.Budget is TimeSpan budget ? Math.Max(share, _seconds / budget.TotalSeconds) : share,
                    0,
                    1));
        }
    }
}
