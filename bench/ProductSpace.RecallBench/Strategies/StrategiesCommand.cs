using ProductSpace.Building;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Strategies;

/// <summary>
/// `strategies`: recall, counted work and CPU time of walk, cells and cells that start a walk, over a grid of their two
/// settings. The settings take turns pass by pass.
/// </summary>
internal static class StrategiesCommand
{
    private static readonly int[] s_cells = [0, 16, 32, 64, 128, 256, 512, 1024, 2048];
    private static readonly int[] s_pools = [0, 10, 20, 40, 80, 160, 320];

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queryFile = arguments.Text("queries");
        int k = arguments.Number("k", 10);
        int passes = Math.Max(1, arguments.Number("passes", 5));
        int[] cells = arguments.Numbers("cells", s_cells);
        int[] pools = arguments.Numbers("pools", s_pools);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        float[][] queries = Vecs.Read(queryFile);
        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
        SpaceView space = index.ViewOf(Space.Similar);
        CellView view = space.Cells ?? throw new ArgumentException($"{snapshot} was built without cells");
        double[] kth = new double[queries.Length];
        ExactBatch.Run(
            space,
            queries.Length,
            k,
            new ParallelContext(Environment.ProcessorCount, CancellationToken.None),
            (i, scratch) => SessionVector.FromVector(space.Model, queries[i], scratch),
            (i, top) => kth[i] = top.Least);
        Progress.Say("exact answers found");

        List<Setting> settings = [.. from c in cells from p in pools where c > 0 || p >= k select new Setting(c, p, passes)];
        SearchContext scratch = new();
        for (int pass = -1; pass < passes; pass++)
        {
            foreach (Setting setting in settings)
            {
                Time(space, view, scratch, queries, kth, k, setting, pass);
            }

            Progress.Say($"pass {pass + 1} of {passes}");
        }

        Markdown page = new();
        page.Line($"# Strategies: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}, M {index.Info.M}, {view.Count} cells in {view.Groups} groups, {queries.Length} queries, k = {k}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- pages: {PageState.Describe()}").Line();
        page.Table(
            ["cells scanned", "efSearch", "recall@k", "centroids", "vectors by 7 bits", "hops", "CPU us"],
            settings.Select(setting => setting.Row(queries.Length, k)));
        page.Publish(output);
    }

    private static void Time(SpaceView space, CellView view, SearchContext scratch, float[][] queries, double[] kth, int k, Setting setting, int pass)
    {
        PassTimer timer = new(queries.Length);
        setting.Clear();
        timer.Begin();
        for (int i = 0; i < queries.Length; i++)
        {
            long start = PassTimer.Start();
            SessionVector.FromVector(space.Model, queries[i], scratch);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(k);
            if (setting.Cells == 0)
            {
                GraphSearch.Run(space, scratch, setting.Ef, k, []);
            }
            else
            {
                scratch.Cells.Run(space, scratch, setting.Cells, setting.Ef, k, []);
            }

            timer.Stop(i, start);
            setting.Count(scratch, kth[i], k);
        }

        if (pass >= 0)
        {
            setting.Microseconds[pass] = timer.End(setting.Ef).CpuMicroseconds;
        }
    }

    private sealed class Setting(int cells, int ef, int passes)
    {
        private long _hits;
        private long _scored;
        private long _hops;
        private long _compared;

        public int Cells => cells;

        public int Ef => ef;

        public double[] Microseconds { get; } = new double[passes];

        public void Clear() => (_hits, _scored, _hops, _compared) = (0, 0, 0, 0);

        public void Count(SearchContext scratch, double kth, int k)
        {
            for (int place = 0; place < Math.Min(k, scratch.Hits.Top.Count); place++)
            {
                _hits += scratch.Hits.Top.Similarity(place) >= kth ? 1 : 0;
            }

            _scored += scratch.Walk.Scored;
            _hops += scratch.Walk.Hops;
            _compared += cells > 0 ? scratch.Cells.Compared : 0;
        }

        public IReadOnlyList<string> Row(int queries, int k) =>
        [
            $"{cells}", $"{ef}", Markdown.Format(_hits / (double)(queries * k), "F4"), $"{_compared / queries}", $"{_scored / queries}", $"{_hops / queries}",
            Markdown.Format(Statistics.Median(Microseconds), "F1"),
        ];
    }
}
