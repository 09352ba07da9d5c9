using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation;
using ProductSpace.Training;
using ProductSpace.Training.Runs;

namespace ProductSpace.Cli.Verbs;

/// <summary>`train`: turns a shop's log into a model of its products.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        LogArguments log = new(hasCatalog: true);
        MetadataArguments metadata = new(log);
        HoldOutArguments heldOut = new();
        TrainArguments training = new();
        RunArguments run = new();
        Option<string?> table = new("--table")
        {
            Description =
                "Kind of an item table to learn beside the vectors, as `learn-table --kind` does, from the whole log; "
                + "`build --model` takes it too. slist is best on most logs.",
        };
        table.AcceptOnlyFromAmong(TableKind.All);
        Option<bool> json = Common.Json();
        Command verb = new(
            "train", "Trains prod2vec on a log of events: cleans it, trains, judges each epoch, writes a model.");
        log.AddTo(verb);
        metadata.AddTo(verb);
        heldOut.AddTo(verb);
        training.AddTo(verb);
        run.AddTo(verb);
        verb.AddOptions(table, json);
        verb.SetAction((parsed, cancellationToken) =>
        {
            Prod2VecOptions options = training.Options(parsed);
            metadata.Check(parsed, options);
            TrainingRunOptions plan = run.Read(parsed, heldOut.IsAsked(parsed));
            CleaningOptions cleaning = heldOut.Apply(log.Cleaning(parsed), parsed);
            string?[] inputs =
            [
                .. log.Files(parsed), cleaning.ExcludedUsersFile, .. cleaning.ValidationFiles, metadata.File(parsed),
            ];
            OwnInputs.RequireOutside("--out", plan.ModelFolder, inputs);
            OwnInputs.RequireOutside("--checkpoint", plan.CheckpointFolder, inputs);
            CatalogMetadata? catalog = metadata.Open(parsed, options);
            using TemporaryCatalog? copy =
                catalog is null ? null : new TemporaryCatalog(log.Log(parsed).TemporaryFolder);
            plan = plan with { CatalogFile = copy?.Path };
            using ConsoleProgress progress = parsed.Progress();
            if (parsed.GetValue(table) is string kind)
            {
                TableKind chosen = TableKind.Of(kind);
                plan = plan with
                {
                    LearnTable = token => TableLearning.Learn(
                        chosen,
                        TableLearning.Read(
                            chosen.ReadsKinds, log.Files(parsed), log.Log(parsed), cleaning, progress, token),
                        options.Threads,
                        progress,
                        token),
                };
            }

            using TrainingRun learning = new(options, plan, cancellationToken);
            bool asJson = parsed.GetValue(json);
            TextWriter text = asJson ? TextWriter.Null : parsed.Out();

            using CleanedLog cleaned = SessionLog.Clean(
                log.Files(parsed), log.Log(parsed), cleaning, progress, cancellationToken);
            progress.Clear();
            text.Write(cleaned.Report.ToText());
            ProductMetadata? products = catalog?.Read(cleaned.Corpus, copy?.Path, cancellationToken);
            CatalogLines.Print(catalog, cleaned.Corpus.ProductCount, text);
            HeldOutJudge judge = new(cleaned.Corpus, options.Dimension, options.Threads);
            if (plan.EarlyStop > 0 && judge.Predictions == 0)
            {
                throw new TrainingInputException(
                    "--early-stop has nothing to judge by: no session was held out; raise --hold-out");
            }

            Prod2VecTrainer trainer = learning.Begin(cleaned.Corpus, judge, products);
            TrainText.Begin(text, trainer, cleaned.Corpus, judge);
            TrainText.Start(text, trainer, plan);
            using TrainingRunResult result = Run(learning, plan, options.Epochs, text, progress, cancellationToken);
            progress.Clear();
            Print(text, result, plan);
            progress.Stage = "judging baselines";
            IReadOnlyList<BaselineScore> baselines = result.Scores is null
                ? []
                : judge.JudgeBaselines(progress, cancellationToken);
            progress.Clear();
            TrainText.Compare(text, result.Scores, baselines);
            if (asJson)
            {
                JsonOutput.Write(parsed.Out(), Json(cleaned.Report, catalog, result, judge, plan, baselines));
            }

            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }

    private static TrainingRunResult Run(
        TrainingRun run,
        TrainingRunOptions plan,
        int epochs,
        TextWriter text,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return run.Run(progress, new EpochLines(text, epochs, progress), cancellationToken);
        }
        catch (TrainingInterruptedException exception)
        {
            progress.Clear();
            throw TrainText.Interrupted(exception, plan) is string message
                ? new InterruptedException(message, exception)
                : exception;
        }
    }

    private static void Print(TextWriter text, TrainingRunResult result, TrainingRunOptions plan)
    {
        if (result.StoppedEarly)
        {
            string space = JsonOutput.Name(plan.Select);
            text.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"stopped early: {plan.EarlyStop} epochs without a better HR@20 of {space}"));
        }

        if (result.Drift is not null)
        {
            text.WriteLine("against the older model:");
            DriftVerb.Print(result.Drift, text);
        }

        EmbeddingModel model = result.Model;
        string scores = result.Scores is HeldOutScores known ? $"; {TrainText.Scores(known)}" : string.Empty;
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.ModelFolder}: {model.ProductCount:N0} products x {model.Dimension}, "
            + $"epoch {result.Epoch} of {model.Provenance.Options!.Epochs}{scores}"));
        text.WriteLine($"hash {result.ModelHash}");
    }

    private static JsonFields Json(
        CleaningReport report,
        CatalogMetadata? catalog,
        TrainingRunResult result,
        HeldOutJudge judge,
        TrainingRunOptions plan,
        IReadOnlyList<BaselineScore> baselines) => new()
    {
        ["path"] = plan.ModelFolder,
        ["hash"] = result.ModelHash,
        ["products"] = result.Model.ProductCount,
        ["dimension"] = result.Model.Dimension,
        ["metadataTokens"] = result.Model.Metadata.Count,
        ["epoch"] = result.Epoch,
        ["stoppedEarly"] = result.StoppedEarly,
        ["startedFrom"] = result.Model.Provenance.StartedFrom,
        ["heldOut"] = result.Scores is HeldOutScores scores
            ? new JsonFields
            {
                ["predictions"] = judge.Predictions,
                ["positions"] = judge.Positions,
                ["similar"] = scores.Similar,
                ["next"] = scores.Next,
                ["baselines"] = baselines,
            }
            : null,
        ["epochs"] = result.Epochs,
        ["drift"] = result.Drift,
        ["cleaning"] = report,
        ["catalog"] = CatalogLines.Json(catalog),
    };

    /// <summary>Prints each epoch when it ends.</summary>
    private sealed class EpochLines(TextWriter text, int epochs, ConsoleProgress progress) : IProgress<TrainedEpoch>
    {
        public void Report(TrainedEpoch value)
        {
            progress.Clear();
            TrainText.Epoch(text, value, epochs);
        }
    }
}
