using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>The page of one run: what ran where, the table at equal recall, sessions, every timed point.</summary>
internal static class PeersReport
{
    public static Markdown Make(string line, PeerOptions options, SnapshotInfo info, string origin, IReadOnlyList<HnswlibSearch> peers, int queries, int sessions, IReadOnlyList<MethodFigures> figures)
    {
        MethodFigures ours = figures[0];
        MethodFigures[] others = [.. figures.Skip(1).Take(peers.Count)];
        MethodFigures[] ofSessions = [.. figures.Skip(1 + peers.Count)];
        Markdown page = new();
        page.Line($"# {Path.GetFileName(options.Vectors)}: {info.Products} x {info.Dimension}, cosine, k = {options.K}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- peer: {(peers.Count > 0 ? peers[0].Version : "none")}{(options.Pad ? ", rows padded to a multiple of 16" : string.Empty)}, efConstruction {options.EfConstruction}");
        page.Line($"- command: `RecallBench {line}`");
        page.Line($"- ours: ProductSpace {typeof(ProductIndex).Assembly.GetName().Version?.ToString(3)}, M {info.M}, efConstruction {info.EfConstruction}, snapshot {Markdown.Format(info.FileBytes / 1048576.0, "F0")} MiB; {origin}");
        foreach (HnswlibSearch peer in peers)
        {
            page.Line($"- {peer.Name}: {peer.Origin}");
        }

        page.Line($"- queries: {queries} {(options.Queries is null ? "vectors of held-out sessions (1, 3 and 10 views)" : "from " + Path.GetFileName(options.Queries))}; {options.Rounds} rounds, medians; one thread; QPS by thread CPU time, p50 and p99 by wall time");
        page.Line($"- pages of our process: {PageState.Describe()} (open mode {options.Open}); hnswlib: as its allocator gives them");
        AtEqualRecall(page, ours, others);
        if (ofSessions.Length > 0)
        {
            OfSessions(page, sessions, ofSessions);
        }

        Points(page, figures);
        return page;
    }

    private static void AtEqualRecall(Markdown page, MethodFigures ours, MethodFigures[] others)
    {
        page.Heading(2, "At equal recall");
        List<string> lost = [];
        List<IReadOnlyList<string>> rows = [];
        foreach (double target in Grid.Targets)
        {
            AtRecall? own = ours.At(target);
            foreach (MethodFigures method in others.Prepend(ours))
            {
                AtRecall? at = method.At(target);
                double median = Quotient(own, at);
                double best = Quotient(ours.BestAt(target), method.BestAt(target));
                if (median < 1 || best < 1 || (own is null && at is not null))
                {
                    lost.Add($"{method.Name} at {Markdown.Format(target, "F2")}");
                }

                rows.Add([Markdown.Format(target, "F2"), method.Name, .. Cells(at, method), Ratio(median), Ratio(best)]);
            }
        }

        page.Table(["recall@k", "engine", "efSearch", "distances", "QPS", "p50 us", "p99 us", "ours / it, QPS", "the same, fastest passes"], rows);
        page.Line().Line(lost.Count == 0 ? "No case of this run is lost." : $"Lost: {string.Join(", ", lost)}.");
    }

    private static double Quotient(AtRecall? own, AtRecall? other) => own is AtRecall a && other is AtRecall b ? a.Qps / b.Qps : double.NaN;

    private static string Ratio(double quotient) => double.IsNaN(quotient) ? "-" : Markdown.Format(quotient, "F2");

    private static void OfSessions(Markdown page, int sessions, MethodFigures[] methods)
    {
        page.Heading(2, "Sessions");
        page.Line($"{sessions} held-out sessions through SearchSession; viewed products are left out of answer and score. hnswlib has no such question, so there is no ratio to it.").Line();
        page.Table(
            ["recall@k", "walk starts at", "efSearch", "distances", "QPS", "p50 us", "p99 us"],
            Grid.Targets.SelectMany(target => methods.Select(method => (IReadOnlyList<string>)[Markdown.Format(target, "F2"), method.Name[(method.Name.LastIndexOf("from ", StringComparison.Ordinal) + 5)..], .. Cells(method.At(target), method)])));
    }

    private static string[] Cells(AtRecall? at, MethodFigures method)
    {
        if (at is not AtRecall figures)
        {
            Sample last = method.Points[^1].Median;
            return [$"not reached ({Markdown.Format(last.Recall, "F4")} at {last.Ef})", "-", "-", "-", "-"];
        }

        string ef = Markdown.Format(figures.Ef, "F0") + (figures.IsLeast ? $" (finds {Markdown.Format(figures.Recall, "F4")})" : string.Empty);
        return [ef, Markdown.Format(figures.Distances, "F0"), Markdown.Format(figures.Qps, "F0"), Markdown.Format(figures.P50, "F1"), Markdown.Format(figures.P99, "F1")];
    }

    private static void Points(Markdown page, IReadOnlyList<MethodFigures> figures)
    {
        page.Heading(2, "Timed points");
        page.Line("CPU us a query: median of the rounds, and their range.").Line();
        page.Table(
            ["engine", "efSearch", "recall@k", "distances", "CPU us", "range", "p50 us", "p99 us", "p99.9 us", "by scan"],
            figures.SelectMany(method => method.Points.Select(point => (IReadOnlyList<string>)
            [
                method.Name,
                Markdown.Format(point.Median.Ef, "F0"),
                Markdown.Format(point.Median.Recall, "F4"),
                Markdown.Format(point.Median.Distances, "F0"),
                Markdown.Format(point.Median.CpuMicroseconds, "F1"),
                $"{Markdown.Format(point.LeastCpuMicroseconds, "F1")} to {Markdown.Format(point.MostCpuMicroseconds, "F1")}",
                Markdown.Format(point.Median.P50, "F1"),
                Markdown.Format(point.Median.P99, "F1"),
                Markdown.Format(point.Median.P999, "F1"),
                Markdown.Format(point.Median.ScanShare, "P0"),
            ])));
    }
}
