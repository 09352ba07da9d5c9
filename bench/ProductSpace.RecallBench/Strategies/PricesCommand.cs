using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Strategies;

/// <summary>
/// `prices`: what a vector costs in a walk and in a scan, by the length of its row, beside the price that the planner
/// of this process has for it. CPU time, medians over passes in turns.
/// </summary>
internal static class PricesCommand
{
    private const int K = 10;
    private const int ScansOfPass = 20;

    public static void Run(Arguments arguments)
    {
        string[] snapshots = arguments.Text("snapshots").Split(',');
        string[] queries = arguments.Text("queries").Split(',');
        int[] pools = arguments.Numbers("pools", [40, 160]);
        int count = arguments.Number("count", 300);
        int passes = Math.Max(1, arguments.Number("passes", 7));
        string? output = arguments.Find("out");
        arguments.RefuseUnread();
        if (queries.Length != snapshots.Length)
        {
            throw new ArgumentException($"{snapshots.Length} snapshots and {queries.Length} files of queries: give as many");
        }

        PriceProbe.Raw raw = PriceProbe.MeasureRaw();
        MachinePrices prices = PriceProbe.Scaled(raw);
        Markdown page = new();
        page.Line("# Prices of a vector by the length of its row").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- measured units, ns: {raw}");
        page.Line("- ns a vector: CPU time of a query by the vectors that it scored (descent included, as the planner counts it); of a scan by all rows").Line();
        List<IReadOnlyList<string>> rows = [];
        for (int i = 0; i < snapshots.Length; i++)
        {
            using ProductIndex index = ProductIndex.Open(snapshots[i], OpenMode.Warm);
            float[][] asked = [.. Vecs.Read(queries[i]).Take(count)];
            rows.AddRange(RowsOf(index, prices, asked, pools, passes));
            Progress.Say($"{snapshots[i]} measured");
        }

        page.Table(["snapshot", "dimension", "row bytes", "MiB", "what", "vectors", "CPU us", "ns a vector", "expected ns", "expected / measured"], rows);
        page.Publish(output);
    }

    private static List<IReadOnlyList<string>> RowsOf(ProductIndex index, MachinePrices prices, float[][] queries, int[] pools, int passes)
    {
        SpaceView space = index.ViewOf(Space.Similar);
        CostModel costs = new(space.Count, space.Codes.Stride, space.Base.Codes.Stride, prices);
        SearchContext context = new();
        double[][] times = [.. Enumerable.Range(0, pools.Length + 1).Select(_ => new double[passes])];
        double[] scored = new double[pools.Length];
        for (int pass = -1; pass < passes; pass++)
        {
            for (int way = 0; way <= pools.Length; way++)
            {
                bool isScan = way == pools.Length;
                int asked = isScan ? Math.Min(ScansOfPass, queries.Length) : queries.Length;
                long sum = 0;
                PassTimer timer = new(asked);
                timer.Begin();
                for (int i = 0; i < asked; i++)
                {
                    long start = PassTimer.Start();
                    SessionVector.FromVector(space.Model, queries[i], context);
                    context.Hits.Excluded.Clear();
                    context.Hits.Start(K);
                    sum += isScan
                        ? ExactScan.Run(space, new ReadOnlySpan<SearchContext>(in context), null).Scored
                        : GraphSearch.Run(space, context, pools[way], K, []).Scored;
                    timer.Stop(i, start);
                }

                double microseconds = timer.End(way).CpuMicroseconds;
                if (pass >= 0)
                {
                    times[way][pass] = microseconds;
                }

                if (!isScan)
                {
                    scored[way] = (double)sum / asked;
                }
            }
        }

        List<IReadOnlyList<string>> rows = [];
        for (int way = 0; way <= pools.Length; way++)
        {
            bool isScan = way == pools.Length;
            double vectors = isScan ? space.Count : scored[way];
            double measured = 1_000 * Statistics.Median(times[way]);
            double expected = isScan ? costs.Scan(vectors) : costs.Walk(vectors);
            rows.Add(
            [
                Path.GetFileName(index.Info.Path), $"{index.Dimension}", $"{space.Codes.Stride}", $"{(long)space.Count * space.Codes.Stride >> 20}",
                isScan ? "scan" : $"walk, efSearch {pools[way]}", $"{vectors:F0}", Markdown.Format(measured / 1_000, "F1"),
                Markdown.Format(measured / vectors, "F2"), Markdown.Format(expected / vectors, "F2"), Markdown.Format(expected / measured, "F2"),
            ]);
        }

        return rows;
    }
}
