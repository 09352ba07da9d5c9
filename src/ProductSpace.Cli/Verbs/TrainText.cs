using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.Training;
using ProductSpace.Training.Runs;

namespace ProductSpace.Cli.Verbs;

/// <summary>Text of a training, line by line.</summary>
internal static class TrainText
{
    public static void Begin(TextWriter output, Prod2VecTrainer trainer, SessionCorpus corpus, HeldOutJudge judge)
    {
        string shape = Text($"{corpus.ProductCount:N0} products x {trainer.Options.Dimension}");
        Line(output, $"training {shape} on {corpus.TokenCount:N0} events, {trainer.Threads} threads");
        if (judge.Predictions > 0)
        {
            string share = judge.Predictions < judge.Positions
                ? Text($", an even choice of {judge.Positions:N0}")
                : string.Empty;
            string predictions = Text($"{judge.Predictions:N0} held-out predictions{share}");
            Line(output, $"judged by {predictions}; all products are candidates but the current one");
        }
    }

    /// <summary>Names the vectors that training starts from, unless they are random.</summary>
    public static void Start(TextWriter output, Prod2VecTrainer trainer, TrainingRunOptions plan)
    {
        if (plan.ResumeFolder is not null)
        {
            Line(output, $"going on after epoch {trainer.EpochsDone} from {plan.ResumeFolder}");
        }
        else if (plan.StartFolder is not null)
        {
            Line(output, $"{trainer.KnownProducts:N0} products begin with their vectors of {plan.StartFolder}");
        }
    }

    public static void Epoch(TextWriter output, TrainedEpoch epoch, int epochs)
    {
        string scores = epoch.HeldOut is null ? string.Empty : "  " + Scores(epoch.HeldOut);
        Line(
            output,
            $"epoch {epoch.Epoch,3} of {epochs}  loss {epoch.Loss:F4}  {epoch.EventsPerSecond,9:N0} events/s{scores}");
    }

    /// <summary>Says what the model is worth beside simple ones; nothing where no session was held out.</summary>
    public static void Compare(TextWriter output, HeldOutScores? scores, IReadOnlyList<BaselineScore> baselines)
    {
        if (scores is not null && baselines.Count > 0)
        {
            IEnumerable<string> others = baselines.Select(baseline =>
                Text($"{baseline.Name} {baseline.Score.HitRate20:F4} {baseline.Score.Mrr20:F4}"));
            string model = Text($"next {scores.Next.HitRate20:F4} {scores.Next.Mrr20:F4}");
            Line(output, $"held-out HR@20 and MRR@20: {model}, {string.Join(", ", others)}");
        }
    }

    public static string Scores(HeldOutScores scores) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"similar HR@20 {scores.Similar.HitRate20:F4} MRR@20 {scores.Similar.Mrr20:F4}  next HR@20 "
            + $"{scores.Next.HitRate20:F4} MRR@20 {scores.Next.Mrr20:F4}");

    /// <summary>
    /// Says what an interruption left, and how to continue; null where nothing was to be kept.
    /// </summary>
    public static string? Interrupted(TrainingInterruptedException interruption, TrainingRunOptions plan)
    {
        if (interruption.Epoch == 0 && interruption.CheckpointFolder is null)
        {
            return plan.CheckpointFolder is null && !plan.KeepOnCancel
                ? null
                : "interrupted before the first epoch was finished: nothing was written";
        }

        string epoch = $"epoch {interruption.Epoch} of {interruption.Epochs}";
        List<string> parts = [];
        if (interruption.ModelFolder is not null)
        {
            parts.Add($"{epoch} is the model in {interruption.ModelFolder}");
        }

        if (interruption.CheckpointFolder is string checkpoint)
        {
            parts.Add(
                $"{epoch} stands in {checkpoint}, and the same command with --resume {checkpoint} goes on from there");
        }

        return $"interrupted: {string.Join("; ", parts)}";
    }

    private static void Line(TextWriter output, FormattableString line) => output.WriteLine(Text(line));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
