using System.Globalization;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Filters;

/// <summary>The table of one k.</summary>
internal static class MatrixTable
{
    private static readonly string[] s_head =
    [
        "filter", "share %", "matches", "queries", "strategy", "scored", "recall@k", "CPU us", "p50 us", "p99 us",
        "scan, CPU us", "walk, CPU us (efSearch)", "regret",
        "hnswlib efSearch", "its recall@k", "its CPU us", "its p50 us", "its p99 us", "ours / it, QPS",
        "gather, CPU us", "ours / it, QPS",
    ];

    public static void Write(Markdown page, int k, IEnumerable<MatrixCell> cells)
    {
        page.Heading(2, FormattableString.Invariant($"k = {k}"));
        page.Table(s_head, cells.Where(cell => cell.K == k).Select(Row));
    }

    private static string[] Row(MatrixCell cell) =>
    [
        FilterKinds.Name(cell.Case.Kind),
        (cell.Case.Share * 100).ToString("0.###", CultureInfo.InvariantCulture),
        Markdown.Format(cell.Matches, "F0"),
        Asked(cell.Queries, cell.Ours),
        cell.Ours.Strategies,
        Markdown.Format(cell.Ours.Figures.Distances, "F0"),
        Markdown.Format(cell.Ours.Figures.Recall, "F4"),
        Number(cell.Ours.Figures.CpuMicroseconds),
        Number(cell.Ours.Figures.P50),
        Number(cell.Ours.Figures.P99),
        Number(cell.Scan.Figures.CpuMicroseconds),
        Walk(cell.Walk),
        cell.HasTarget ? Markdown.Format(cell.Regret, "F2") : "-",
        .. Peer(cell),
        Number(cell.Gather.Figures.CpuMicroseconds) + Part(cell.Queries, cell.Gather),
        Number(cell.OverGather) + Marked(cell),
    ];

    private static string[] Peer(MatrixCell cell)
    {
        if (cell.Hnswlib is not FilterPass peer)
        {
            return ["-", "-", "-", "-", "-", "-"];
        }

        string recall = Markdown.Format(peer.Figures.Recall, "F4") + (cell.IsHnswlibShort ? " (target not reached)" : string.Empty);
        string ratio = (cell.IsHnswlibShort ? "> " : string.Empty) + Number(cell.OverHnswlib) + Marked(cell);
        return [Markdown.Format(peer.Figures.Setting, "F0"), recall, Number(peer.Figures.CpuMicroseconds) + Part(cell.Queries, peer), Number(peer.Figures.P50), Number(peer.Figures.P99), ratio];
    }

    /// <summary>A star where the search missed the target, and what did not miss it is compared.</summary>
    private static string Marked(MatrixCell cell) => cell.HasTarget ? string.Empty : " *";

    private static string Walk(FilterPass? walk) => walk is not FilterPass pass
        ? "-"
        : pass.Strategies is nameof(SearchStrategy.Scan) or nameof(SearchStrategy.PrefixScan) ? "scans"
        : FormattableString.Invariant($"{Number(pass.Figures.CpuMicroseconds)} ({pass.Figures.Setting}){(pass.Figures.Recall < MatrixCell.Target ? $", recall {pass.Figures.Recall:F4}" : string.Empty)}");

    private static string Asked(int queries, FilterPass pass) => pass.Asked == queries ? Markdown.Format(queries, "F0") : FormattableString.Invariant($"{pass.Asked} of {queries}");

    /// <summary>Says so where a method did not get through all queries.</summary>
    private static string Part(int queries, FilterPass pass) => pass.Asked == queries ? string.Empty : FormattableString.Invariant($" ({pass.Asked} queries)");

    private static string Number(double value) => Markdown.Format(value, value < 10 ? "F2" : value < 100 ? "F1" : "F0");
}
