using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Many;

/// <summary>
/// `many`: single searches beside SearchMany in batches of growing size, at the same settings, in turns within one process
/// on one thread: CPU time of the thread, recall, and whether the answers are the same.
/// </summary>
internal static class ManyCommand
{
    private static readonly int[] s_sizes = [1, 4, 16, 64, 256];

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queryFile = arguments.Text("queries");
        int k = arguments.Number("k", 10);
        int passes = Math.Max(1, arguments.Number("passes", 5));
        int count = arguments.Number("count", 1000);
        int scans = arguments.Number("scans", 64);
        int[] sizes = arguments.Numbers("batches", s_sizes);
        int[] pools = arguments.Numbers("ef", [40, 80, 160]);
        int[] targets = arguments.Numbers("targets", [950, 990]);
        string[] filters = arguments.Find("filters")?.Split(',') ?? [];
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
        float[][] queries = [.. Vecs.Read(queryFile).Take(count)];
        float[] vectors = [.. queries.SelectMany(query => query)];
        List<ManySetting> settings =
        [
            .. pools.Select(ef => new ManySetting($"efSearch {ef}", new SearchOptions { EfSearch = ef }, queries.Length)),
            .. targets.Select(target => new ManySetting($"target {Markdown.Format(target / 1000.0, "0.0##")}", new SearchOptions { TargetRecall = target / 1000f }, queries.Length)),
            .. filters.Select(path => FilterSetting(index, path, queries.Length, scans)),
        ];
        if (scans > 0)
        {
            settings.Add(new ManySetting("all rows", new SearchOptions { TargetRecall = 1 }, Math.Min(scans, queries.Length)));
        }

        double[] kth = Truth(index, queries, k);
        Progress.Say("exact answers found");
        for (int pass = -1; pass < passes; pass++)
        {
            foreach (ManySetting setting in settings)
            {
                setting.Pass(index, vectors, k, sizes, keep: pass >= 0);
            }

            Progress.Say($"pass {pass + 1} of {passes}");
        }

        Markdown page = new();
        page.Line($"# Many: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}, M {index.Info.M}, {queries.Length} queries, k = {k}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- pages: {PageState.Describe()}");
        page.Line("- one thread; CPU us a query, and in brackets single calls over it (median over passes of the quotient within a pass); answers are compared, number for number").Line();
        page.Table(
            ["setting", "strategy", "queries", "recall@k", "single", .. sizes.Select(size => $"batch {size}")],
            settings.Select(setting => setting.Row(kth, k)));
        page.Publish(output);
    }

    private static ManySetting FilterSetting(ProductIndex index, string path, int queries, int scans)
    {
        ProductFilter filter = index.CreateFilter(f => f.InCategory(path));
        int asked = filter.Count * 20L > index.Count ? Math.Min(queries, Math.Max(1, scans)) : queries;
        return new ManySetting($"{path} ({filter.Count})", new SearchOptions { Filter = filter }, asked);
    }

    /// <summary>The true k-th similarity of each query, without a filter.</summary>
    private static double[] Truth(ProductIndex index, float[][] queries, int k)
    {
        SpaceView space = index.ViewOf(Space.Similar);
        double[] kth = new double[queries.Length];
        ExactBatch.Run(
            space,
            queries.Length,
            k,
            new ParallelContext(Environment.ProcessorCount, CancellationToken.None),
            (i, scratch) => SessionVector.FromVector(space.Model, queries[i], scratch),
            (i, top) => kth[i] = top.Least);
        return kth;
    }
}
