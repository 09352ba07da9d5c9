using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProductSpace.Cli.Learning;
using ProductSpace.Training;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Verbs;

/// <summary>`train`: a shop's log becomes a model of its products: cleaned, trained epoch by epoch, judged by held-out sessions.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        LogArguments log = new();
        MetadataArguments metadata = new();
        HoldOutArguments heldOut = new();
        TrainArguments training = new();
        Option<string> target = new("--out") { Description = "Model folder to write; a model that stands there is replaced.", Required = true };
        Option<int> earlyStop = new("--early-stop") { Description = "Stop after so many epochs without a better held-out HR@20, and keep the best epoch; 0 for never." };
        Option<string> select = new("--select") { Description = "The space whose HR@20 says which epoch is better.", DefaultValueFactory = _ => "next" };
        select.AcceptOnlyFromAmong("similar", "next");
        Option<string?> checkpoint = new("--checkpoint") { Description = "Folder that holds the last finished epoch during the training." };
        Option<string?> resume = new("--resume") { Description = "Go on from this checkpoint, and keep it up; everything else as in the training that wrote it." };
        Option<bool> keep = new("--keep-on-cancel") { Description = "Interrupted, the last finished epoch becomes the model." };
        Option<string?> from = new("--from") { Description = "Begin with the vectors of an older model of the shop, and say afterwards how far it moved." };
        Option<bool> json = Common.Json();
        Command verb = new("train", "Trains prod2vec on a log of events: cleans it, trains, judges each epoch, writes a model.");
        log.AddTo(verb);
        metadata.AddTo(verb);
        heldOut.AddTo(verb);
        training.AddTo(verb);
        foreach (Option option in (Option[])[target, earlyStop, select, checkpoint, resume, keep, from, json])
        {
            verb.Options.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            Prod2VecOptions options = training.Options(parsed);
            metadata.Check(parsed, options);
            TrainPlan plan = new()
            {
                Out = parsed.GetRequiredValue(target),
                Checkpoint = parsed.GetValue(checkpoint) ?? parsed.GetValue(resume),
                Resume = parsed.GetValue(resume),
                KeepOnCancel = parsed.GetValue(keep),
                EarlyStop = parsed.GetValue(earlyStop),
                Select = parsed.GetValue(select) == "similar" ? Space.Similar : Space.Next,
            };
            Check(plan, heldOut.IsAsked(parsed));
            CleaningOptions cleaning = heldOut.Apply(log.Cleaning(parsed), parsed);
            using TrainStart start = new(plan.Resume, parsed.GetValue(from), options, cancellationToken);
            using ConsoleProgress progress = parsed.Progress();
            bool asJson = parsed.GetValue(json);
            TextWriter text = asJson ? TextWriter.Null : parsed.Out();

            using CleanedLog cleaned = SessionLog.Clean(log.Files(parsed), log.Log(parsed), cleaning, progress, cancellationToken);
            progress.Clear();
            text.Write(cleaned.Report.ToText());
            using Prod2VecTrainer trainer = start.Trainer(cleaned.Corpus, metadata.Read(parsed, cleaned.Corpus, cancellationToken));
            HeldOutJudge judge = new(cleaned.Corpus, options.Dimension, options.Threads);
            if (plan.EarlyStop > 0 && judge.Predictions == 0)
            {
                throw new TrainingInputException("--early-stop has nothing to judge by: no session was held out; raise --hold-out");
            }

            TrainText.Begin(text, trainer, cleaned.Corpus, judge);
            start.Say(trainer, text);
            using TrainRun run = new(trainer, judge, plan, text, progress);
            run.Run(
                model =>
                {
                    DriftReport? drift = start.Drift(model, cancellationToken);
                    model.Save(plan.Out, cancellationToken);
                    progress.Clear();
                    string hash = ModelFolder.HashOf(plan.Out, CancellationToken.None);
                    Print(text, run, model, plan, hash, drift);
                    if (asJson)
                    {
                        JsonOutput.Write(parsed.Out(), Json(cleaned.Report, run, judge, model, plan, hash, drift));
                    }
                },
                cancellationToken);
            return Task.FromResult(CommandLine.Done);
        });
        return verb;
    }

    /// <summary>Known before an hour of training, not after.</summary>
    private static void Check(TrainPlan plan, bool isHeldOut)
    {
        if (plan.EarlyStop < 0)
        {
            throw new UsageException("--early-stop must not be negative");
        }

        if (plan.EarlyStop > 0 && !isHeldOut)
        {
            throw new UsageException("--early-stop judges epochs by held-out sessions; give --hold-out 0.02 or --validation");
        }

        if (plan.Checkpoint is string checkpoint)
        {
            if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(checkpoint)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Out)))
            {
                throw new UsageException("--checkpoint and --out must be two folders: the one is not finished");
            }

            ModelFolder.RequireWritable(checkpoint);
            if (plan.EarlyStop > 0)
            {
                ModelFolder.RequireWritable(EpochFolders.BestOf(checkpoint));
            }
        }

        ModelFolder.RequireWritable(plan.Out);
    }

    private static void Print(TextWriter text, TrainRun run, EmbeddingModel model, TrainPlan plan, string hash, DriftReport? drift)
    {
        if (run.StoppedEarly)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stopped early: {plan.EarlyStop} epochs without a better HR@20 of {JsonOutput.Name(plan.Select)}"));
        }

        if (drift is not null)
        {
            text.WriteLine("against the older model:");
            DriftVerb.Print(drift, text);
        }

        string scores = run.ChosenScores is HeldOutScores known ? $"; {TrainText.Scores(known)}" : string.Empty;
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Out}: {model.ProductCount:N0} products x {model.Dimension}, epoch {run.Chosen} of {model.Provenance.Options!.Epochs}{scores}"));
        text.WriteLine($"hash {hash}");
    }

    private static object Json(CleaningReport report, TrainRun run, HeldOutJudge judge, EmbeddingModel model, TrainPlan plan, string hash, DriftReport? drift) => new
    {
        path = plan.Out,
        hash,
        products = model.ProductCount,
        model.Dimension,
        metadataTokens = model.Metadata.Count,
        epoch = run.Chosen,
        run.StoppedEarly,
        model.Provenance.StartedFrom,
        heldOut = run.ChosenScores is HeldOutScores scores ? new { judge.Predictions, judge.Positions, scores.Similar, scores.Next } : null,
        run.Epochs,
        drift,
        cleaning = JsonDocument.Parse(report.ToJson()).RootElement,
    };
}
