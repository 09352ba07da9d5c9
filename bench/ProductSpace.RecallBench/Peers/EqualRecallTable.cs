using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// All engines at the same recall. A family of several curves has a row for the best of them, chosen anew at each recall:
/// what a team gets that tunes the peer for this very recall.
/// </summary>
internal static class EqualRecallTable
{
    private const double ScanIsComparedAt = 0.95;

    private static readonly string[] s_head = ["recall@k", "engine", "setting", "distances", "QPS", "p50 us", "p99 us", "ours / it, QPS", "the same, fastest passes"];

    public static void Write(Markdown page, RunFigures run)
    {
        page.Heading(2, "At equal recall");
        List<string> lost = [];
        List<IReadOnlyList<string>> rows = [];
        foreach (double target in Grid.Targets)
        {
            rows.Add(Row(target, run.Ours, run.Ours, out _));
            foreach (IGrouping<string, MethodFigures> family in run.Peers.GroupBy(peer => peer.Method.Family))
            {
                foreach (MethodFigures peer in family)
                {
                    rows.Add(Row(target, run.Ours, peer, out bool isLost));
                    if (isLost)
                    {
                        lost.Add($"{peer.Name} at {Markdown.Format(target, "F2")}");
                    }
                }

                if (family.Count() > 1)
                {
                    rows.Add(BestRow(target, run.Ours, [.. family]));
                }
            }
        }

        Sample scan = run.Scan.Points[0].Median;
        rows.Add([Markdown.Format(scan.Recall, "F2"), run.Scan.Name, run.Scan.Method.Parameter, Markdown.Format(scan.Distances, "F0"), Markdown.Format(scan.Qps, "F0"), Markdown.Format(scan.P50, "F1"), Markdown.Format(scan.P99, "F1"), "-", "-"]);
        page.Table(s_head, rows);
        page.Line().Line(lost.Count == 0 ? "No case of this run is lost." : $"Lost: {string.Join(", ", lost)}.");
        string times = run.Ours.At(ScanIsComparedAt) is AtRecall own ? $" At {Markdown.Format(ScanIsComparedAt, "F2")} ours answers {Markdown.Format(own.Qps / scan.Qps, "F1")} times as many queries." : string.Empty;
        page.Line().Line($"The exact scan is `SearchExact` over every row ({run.ScannedQueries} of the queries): 7-bit codes first, then every row that the bound of the codes leaves.{times}");
    }

    public static string[] Cells(AtRecall? at, MethodFigures method)
    {
        if (at is not AtRecall figures)
        {
            Sample last = method.Points[^1].Median;
            return [$"not reached ({Markdown.Format(last.Recall, "F4")} at {method.Method.Parameter} {last.Setting})", "-", "-", "-", "-"];
        }

        string setting = $"{method.Method.Parameter} {Markdown.Format(figures.Setting, "F0")}" + (figures.IsLeast ? $" (finds {Markdown.Format(figures.Recall, "F4")})" : string.Empty);
        return [setting, Markdown.Format(figures.Distances > 0 ? figures.Distances : double.NaN, "F0"), Markdown.Format(figures.Qps, "F0"), Markdown.Format(figures.P50, "F1"), Markdown.Format(figures.P99, "F1")];
    }

    private static string[] Row(double target, MethodFigures ours, MethodFigures method, out bool isLost)
    {
        AtRecall? own = ours.At(target);
        AtRecall? at = method.At(target);
        double median = Quotient(own, at);
        double fastest = Quotient(ours.BestAt(target), method.BestAt(target));
        isLost = median < 1 || fastest < 1 || (own is null && at is not null);
        return [Markdown.Format(target, "F2"), method.Name, .. Cells(at, method), Ratio(median), Ratio(fastest)];
    }

    private static string[] BestRow(double target, MethodFigures ours, MethodFigures[] family)
    {
        ISearchMethod any = family[0].Method;
        string name = $"{any.Family}, best {any.Variant!.Split('=')[0]}";
        MethodFigures best = family.MaxBy(curve => curve.At(target)?.Qps ?? 0)!;
        AtRecall? at = best.At(target);
        AtRecall? fastest = family.Select(curve => curve.BestAt(target)).MaxBy(figures => figures?.Qps ?? 0);
        string[] cells = Cells(at, best);
        cells[0] = at is null ? "not reached" : $"{best.Method.Variant}, {cells[0]}";
        return [Markdown.Format(target, "F2"), name, .. cells, Ratio(Quotient(ours.At(target), at)), Ratio(Quotient(ours.BestAt(target), fastest))];
    }

    private static double Quotient(AtRecall? own, AtRecall? other) => own is AtRecall a && other is AtRecall b ? a.Qps / b.Qps : double.NaN;

    private static string Ratio(double quotient) => double.IsNaN(quotient) ? "-" : Markdown.Format(quotient, "F2");
}
