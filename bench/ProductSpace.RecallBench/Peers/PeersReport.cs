using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>The page of one run: what ran where, the table at equal recall, sessions, every timed point.</summary>
internal static class PeersReport
{
    public static Markdown Make(string line, PeerOptions options, SnapshotInfo info, string origin, IReadOnlyList<Peer> peers, RunFigures run)
    {
        Markdown page = new();
        page.Line($"# {PeersPicture.Title(options, info)}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        foreach (string version in peers.Select(peer => peer.Version).Distinct())
        {
            page.Line($"- peer: {version}");
        }

        page.Line($"- graphs of the peers: efConstruction {options.EfConstruction}{(options.Pad ? "; rows of hnswlib padded to a multiple of 16" : string.Empty)}");
        page.Line($"- command: `RecallBench {line}`");
        page.Line($"- ours: ProductSpace {typeof(ProductIndex).Assembly.GetName().Version?.ToString(3)}, M {info.M}, efConstruction {info.EfConstruction}, snapshot {Markdown.Format(info.FileBytes / 1048576.0, "F0")} MiB; {origin}");
        foreach (Peer peer in peers)
        {
            page.Line($"- {peer.Name}: {peer.Origin}");
        }

        page.Line($"- queries: {run.Queries} {(options.Queries is null ? "vectors of held-out sessions (1, 3 and 10 views)" : "from " + Path.GetFileName(options.Queries))}; {options.Rounds} rounds, medians; one thread; QPS by thread CPU time, p50 and p99 by wall time");
        page.Line($"- pages of our process: {PageState.Describe()} (open mode {options.Open}); peers: as their allocators give them");
        if (PeersPicture.LinkFrom(options) is string link)
        {
            page.Line().Line($"![recall@{options.K} against QPS, one curve an engine]({link})");
        }

        EqualRecallTable.Write(page, run);
        if (run.OfSessions.Count > 0)
        {
            OfSessions(page, run);
        }

        if (options.Together > 0)
        {
            Together.Write(page, run, options.Together, options.Rounds);
        }

        Points(page, run);
        return page;
    }

    private static void OfSessions(Markdown page, RunFigures run)
    {
        page.Heading(2, "Sessions");
        page.Line($"{run.Sessions} held-out sessions through SearchSession; viewed products are left out of answer and score. The peers have no such question, so there is no ratio to them.").Line();
        page.Table(
            ["recall@k", "walk starts at", "setting", "distances", "QPS", "p50 us", "p99 us"],
            Grid.Targets.SelectMany(target => run.OfSessions.Select(method => (IReadOnlyList<string>)[Markdown.Format(target, "F2"), method.Name[(method.Name.LastIndexOf("from ", StringComparison.Ordinal) + 5)..], .. EqualRecallTable.Cells(method.At(target), method)])));
    }

    private static void Points(Markdown page, RunFigures run)
    {
        page.Heading(2, "Timed points");
        page.Line("CPU us a query: median of the rounds, and their range.").Line();
        page.Table(
            ["engine", "setting", "recall@k", "distances", "CPU us", "range", "p50 us", "p99 us", "p99.9 us", "by cells", "by scan"],
            run.All.SelectMany(method => method.Points.Select(point => (IReadOnlyList<string>)
            [
                method.Name,
                $"{method.Method.Parameter} {Markdown.Format(point.Median.Setting, "F0")}",
                Markdown.Format(point.Median.Recall, "F4"),
                Markdown.Format(point.Median.Distances, "F0"),
                Markdown.Format(point.Median.CpuMicroseconds, "F1"),
                $"{Markdown.Format(point.LeastCpuMicroseconds, "F1")} to {Markdown.Format(point.MostCpuMicroseconds, "F1")}",
                Markdown.Format(point.Median.P50, "F1"),
                Markdown.Format(point.Median.P99, "F1"),
                Markdown.Format(point.Median.P999, "F1"),
                Markdown.Format(point.Median.CellShare, "P0"),
                Markdown.Format(point.Median.ScanShare, "P0"),
            ])));
    }
}
