using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// What the matrix has to show, each line with the cases that do not. The demands are those of the project: they stand
/// here with their numbers and are not moved to fit a result.
/// </summary>
internal static class MatrixVerdicts
{
    private const double TailFactor = 4;
    private const double LargeShare = 0.1;
    private const double LargeLoss = 0.5;
    private const double MostRegret = 1.3;

    /// <summary>Share of the products, and how many times hnswlib's QPS ours has to be there.</summary>
    private static readonly (double Share, double Times)[] s_times = [(0.5, 3), (0.1, 8), (0.01, 100), (0.001, 500)];

    public static void Write(Markdown page, IReadOnlyList<MatrixCell> cells)
    {
        page.Heading(2, "Lost");
        if (cells.Any(cell => cell.Hnswlib is not null))
        {
            Say(page, "Slower than hnswlib under its filter", cells.Where(cell => cell.OverHnswlib < 1), cell => Times(cell.OverHnswlib));
        }

        Say(page, "Slower than a plain gather in float", cells.Where(cell => cell.OverGather < 1), cell => Times(cell.OverGather));
        Say(page, $"Recall below the target of {Markdown.Format(MatrixCell.Target, "0.##")}", cells.Where(cell => !cell.HasTarget), cell => Markdown.Format(cell.Ours.Figures.Recall, "F4"));
        page.Heading(2, "Demands");
        foreach ((double share, double times) in s_times)
        {
            MatrixCell[] asked = [.. cells.Where(cell => cell.K == 10 && IsShare(cell, share) && cell.Hnswlib is not null)];
            if (asked.Length > 0)
            {
                string least = Times(asked.Min(cell => cell.OverHnswlib));
                Say(page, FormattableString.Invariant($"At {share * 100:0.###} %, k = 10: at least {times} times hnswlib's QPS (least: {least})"), asked.Where(cell => cell.OverHnswlib < times), cell => Times(cell.OverHnswlib));
            }
        }

        foreach (int k in cells.Select(cell => cell.K).Distinct())
        {
            MatrixCell[] ofK = [.. cells.Where(cell => cell.K == k)];
            if (ofK.FirstOrDefault(cell => cell.Case.Kind == FilterKind.None) is MatrixCell all)
            {
                OfUnfiltered(page, ofK, all);
            }
        }

        double[] regrets = [.. cells.Where(cell => cell.Case.Kind != FilterKind.None && cell.HasTarget).Select(cell => cell.Regret).Order()];
        if (regrets.Length > 0)
        {
            Say(page, FormattableString.Invariant($"Regret at the 95th percentile under {MostRegret}: it is {Statistics.Percentile(regrets, 0.95):F2}, the worst {regrets[^1]:F2}; above"), cells.Where(cell => cell.Regret > MostRegret), cell => Times(cell.Regret));
        }
    }

    private static void OfUnfiltered(Markdown page, MatrixCell[] cells, MatrixCell all)
    {
        // Unfiltered at the same recall: what misses the target sets no mark.
        Sample unfiltered = all.FastestAtTarget.Figures;
        double perVector = all.Scan.Figures.CpuMicroseconds / all.Matches;
        Say(
            page,
            FormattableString.Invariant($"p99 at k = {all.K} at most {TailFactor} times the unfiltered {unfiltered.P99:F0} us (recall {unfiltered.Recall:F4}), or a contiguous scan of the matches ({perVector * 1000:F2} ns each)"),
            cells.Where(cell => cell.Ours.Figures.P99 > Math.Max(TailFactor * unfiltered.P99, cell.Matches * perVector)),
            cell => FormattableString.Invariant($"{cell.Ours.Figures.P99:F0} us"));
        double most = unfiltered.CpuMicroseconds / LargeLoss;
        MatrixCell[] large = [.. cells.Where(cell => cell.Case.Kind is FilterKind.Own or FilterKind.Other && cell.Case.Share >= LargeShare)];
        if (large.Length == 0)
        {
            return;
        }

        Say(
            page,
            FormattableString.Invariant($"Categories of 10 % and more at k = {all.K}: at least {LargeLoss} of the unfiltered {unfiltered.Qps:F0} QPS, recall of the target kept"),
            large.Where(cell => cell.Ours.Figures.CpuMicroseconds > most || !cell.HasTarget),
            cell => FormattableString.Invariant($"{unfiltered.CpuMicroseconds / cell.Ours.Figures.CpuMicroseconds:F2}, recall {cell.Ours.Figures.Recall:F4}"));
    }

    private static bool IsShare(MatrixCell cell, double share) => cell.Case.Kind != FilterKind.None && Math.Abs(cell.Case.Share - share) < 1e-9;

    private static void Say(Markdown page, string what, IEnumerable<MatrixCell> against, Func<MatrixCell, string> figure)
    {
        string[] cases = [.. against.Select(cell => $"{cell.Name} ({figure(cell)})")];
        page.Line($"- {what}: {(cases.Length == 0 ? "no case" : string.Join(", ", cases))}{(cases.Length == 0 ? " against it" : string.Empty)}.");
    }

    private static string Times(double value) => Markdown.Format(value, value < 10 ? "F2" : "F0");
}
