using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>The page of `filters`: what ran where, a table for each k, what was lost.</summary>
internal static class MatrixReport
{
    public static Markdown Make(string line, MatrixOptions options, SnapshotInfo info, Peer? peer, IReadOnlyList<MatrixCell> cells, IReadOnlyList<string> missing)
    {
        Markdown page = new();
        page.Line($"# Filters: {Path.GetFileName(options.Snapshot)}, {info.Products} x {info.Dimension}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {line}`");
        page.Line($"- ours: ProductSpace {typeof(ProductIndex).Assembly.GetName().Version?.ToString(3)}, M {info.M}, efConstruction {info.EfConstruction}, facets: {(info.Facets.Count == 0 ? "none" : string.Join(", ", info.Facets))}; `Search` under a compiled filter at the default target of {Markdown.Format(MatrixCell.Target, "0.##")}");
        page.Line(peer is null ? "- hnswlib: not in this run" : $"- peer: {peer.Version}; {peer.Name}, efConstruction {options.Hnswlib!.EfConstruction}{(options.Hnswlib.Pad ? ", rows padded to a multiple of 16" : string.Empty)}, {peer.Origin}; its functor tests a bit a row");
        page.Line("- gather: float32 rows in the order of the embedding file, a loop over those that match");
        page.Line($"- {options.Rounds} rounds, medians, all methods in turn within a case; one thread; CPU by thread time, p50 and p99 by wall time; a pass ends after {options.PassMilliseconds} ms, with at least three queries");
        page.Line("- efSearch of the walk and of hnswlib: the least on a ladder of steps of a square root of two that reaches the target under this filter; ours has to find its own");
        page.Line("- `*`: the search missed the target, and the ratio is that of the fastest of our forced strategies that reached it, so that recall is equal; regret has no meaning there");
        page.Line("- demands against the unfiltered search take the fastest of our ways that reaches the target without a filter");
        page.Line("- regret: CPU time of the strategy taken over that of the best of scan, walk and strategy taken; a walk that finds too few is finished by a scan, and where efSearch is answered by a scan from the start its column says `scans`");
        page.Line($"- pages of our process: {PageState.Describe()}");
        if (missing.Count > 0)
        {
            page.Line($"- left out, since this snapshot has no filter of the kind within a factor of {Markdown.Format(CaseMaker.Tolerance, "0.#")} of the size: {string.Join(", ", missing)}");
        }

        foreach (int k in options.K)
        {
            MatrixTable.Write(page, k, cells);
        }

        MatrixVerdicts.Write(page, cells);
        return page;
    }
}
