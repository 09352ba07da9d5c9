using System.Globalization;
using ProductSpace.Training;

namespace ProductSpace.Cli.Learning;

/// <summary>A training as lines of text.</summary>
internal static class TrainText
{
    public static void Begin(TextWriter output, Prod2VecTrainer trainer, SessionCorpus corpus, HeldOutJudge judge)
    {
        Line(output, $"training {corpus.ProductCount:N0} products x {trainer.Options.Dimension} on {corpus.TokenCount:N0} events, {trainer.Threads} threads");
        if (judge.Predictions > 0)
        {
            string share = judge.Predictions < judge.Positions ? $", an even choice of {judge.Positions.ToString("N0", CultureInfo.InvariantCulture)}" : string.Empty;
            Line(output, $"judged by {judge.Predictions:N0} held-out predictions{share}; all products are candidates but the current one");
        }
    }

    public static void Epoch(TextWriter output, TrainedEpoch epoch, int epochs)
    {
        string scores = epoch.HeldOut is null ? string.Empty : "  " + Scores(epoch.HeldOut);
        Line(output, $"epoch {epoch.Epoch,3} of {epochs}  loss {epoch.Loss:F4}  {epoch.EventsPerSecond,9:N0} events/s{scores}");
    }

    public static string Scores(HeldOutScores scores) => string.Create(
        CultureInfo.InvariantCulture,
        $"similar HR@20 {scores.Similar.HitRate20:F4} MRR@20 {scores.Similar.Mrr20:F4}  next HR@20 {scores.Next.HitRate20:F4} MRR@20 {scores.Next.Mrr20:F4}");

    private static void Line(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
