using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Queries by several threads at once, at the least timed setting that finds .95: what a second core adds where memory is shared.
/// Rounds in turns, as in <see cref="Rounds"/>.
/// </summary>
internal static class Together
{
    private const double Target = 0.95;

    public static void Write(Markdown page, RunFigures run, int threads, int rounds)
    {
        (ITogether Method, Sample Point)[] asked = [.. run.All
            .Where(figures => figures.Method is ITogether { CanAskTogether: true } && figures.Points.Any(point => point.Median.Recall >= Target))
            .Select(figures => ((ITogether)figures.Method, figures.Points.First(point => point.Median.Recall >= Target).Median))];
        List<double>[] alone = [.. asked.Select(_ => new List<double>())];
        List<double>[] together = [.. asked.Select(_ => new List<double>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < asked.Length; i++)
            {
                alone[i].Add(asked[i].Method.WallMicroseconds(asked[i].Point.Setting, 1));
                together[i].Add(asked[i].Method.WallMicroseconds(asked[i].Point.Setting, threads));
            }
        }

        page.Heading(2, $"{threads} threads");
        page.Line($"All queries by 1 and by {threads} threads that share a counter, at the least timed setting that finds {Markdown.Format(Target, "F2")}; queries a second by wall time, medians of {rounds} rounds in turns. Drivers without `together` are left out.").Line();
        double first = 0;
        page.Table(
            ["engine", "setting", "recall@k", "QPS, 1 thread", $"QPS, {threads} threads", "times", "ours / it"],
            asked.Select((one, i) =>
            {
                double single = 1e6 / Statistics.Median(alone[i]);
                double many = 1e6 / Statistics.Median(together[i]);
                first = i == 0 ? many : first;
                return (IReadOnlyList<string>)
                [
                    one.Method.Name,
                    $"{one.Method.Parameter} {Markdown.Format(one.Point.Setting, "F0")}",
                    Markdown.Format(one.Point.Recall, "F4"),
                    Markdown.Format(single, "F0"),
                    Markdown.Format(many, "F0"),
                    Markdown.Format(many / single, "F2"),
                    Markdown.Format(first / many, "F2"),
                ];
            }));
    }
}
