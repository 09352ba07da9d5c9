using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>The tables: each group with its scatter and its difference from the first; a single pair with intervals.</summary>
internal static class QualityReport
{
    public static Markdown Write(IReadOnlyList<QualityGroup> groups, QualityLog log, int n, string commandLine)
    {
        Markdown page = new();
        page.Heading(1, $"Quality of embeddings: the next view, HR@{n} and MRR@{n}");
        page.Line($"    TrainerBench {commandLine}").Line();
        page.Line($"{log.Count} sessions of two and more views. Full ranking, ties by ordinal; session vector: decay 0.5, last 10 views. A product without a vector is missed.");
        page.Line().Table(["group", "runs", "products", "predictions", "next has no vector", "ceiling of HR, current excluded"], groups.Select(Row));
        foreach (IGrouping<RepeatMode, QualityCase> cases in QualityCase.All.GroupBy(one => one.Mode))
        {
            page.Heading(2, char.ToUpperInvariant(cases.First().ModeName[0]) + cases.First().ModeName[1..]);
            if (groups.Count == 1 && groups[0].Runs.Count == 1)
            {
                Single(page, groups[0].Runs[0], cases, n);
            }
            else
            {
                Several(page, groups, cases, n);
            }
        }

        return page;
    }

    private static string[] Row(QualityGroup group)
    {
        QualityFigures first = group.Runs[0];
        return [group.Name, Text(group.Runs.Count), Text(first.Products), Text(first.Predictions), Text(first.UnknownTargets), Figure(first.Ceiling)];
    }

    private static void Single(Markdown page, QualityFigures figures, IEnumerable<QualityCase> cases, int n)
    {
        page.Table(
            ["score", $"HR@{n}", "95 % over sessions", $"MRR@{n}", "95 % over sessions"],
            cases.Select(one => (string[])[one.ScoreName, .. Cells(figures.HitRate(one)), .. Cells(figures.ReciprocalRank(one))]));
    }

    private static void Several(Markdown page, IReadOnlyList<QualityGroup> groups, IEnumerable<QualityCase> cases, int n)
    {
        string beside = $"beside {groups[0].Name}";
        page.Line("Mean over the runs, standard deviation between them; the relative difference with its standard error.").Line();
        page.Table(
            ["score", "group", $"HR@{n}", "sd", beside, $"MRR@{n}", "sd", beside],
            cases.SelectMany(one => groups.Select(group => (string[])
            [
                one.ScoreName,
                group.Name,
                .. Cells(group.HitRate(one), groups[0].HitRate(one), group == groups[0]),
                .. Cells(group.ReciprocalRank(one), groups[0].ReciprocalRank(one), group == groups[0]),
            ])));
    }

    private static string[] Cells(BootstrapInterval interval) => [Figure(interval.Mean), $"{Figure(interval.Low)} - {Figure(interval.High)}"];

    private static string[] Cells(RunStatistics own, RunStatistics first, bool isFirst) =>
        [Figure(own.Mean), Figure(own.Deviation), isFirst ? string.Empty : $"{Percent(own.Relative(first), "+0.0;-0.0;0.0")} ± {Percent(own.RelativeError(first), "0.0")} %"];

    private static string Figure(double value) => double.IsNaN(value) ? "-" : Markdown.Format(value, "0.0000");

    private static string Percent(double share, string form) => double.IsNaN(share) ? "-" : Markdown.Format(share * 100, form);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
