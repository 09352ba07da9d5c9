using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.RecallBench.Strategies;

/// <summary>
/// `starts`: walks that end by themselves, from the entry point and from the best rows of some numbers of cells, each
/// calibrated here as a build does it. Recall of given queries and of families of vectors that the calibration did not
/// see, counted work, CPU time of the given queries with the starts in turns, and what the planner expects.
/// </summary>
internal sealed class StartsCommand
{
    private const int K = 10;
    private const ulong SeedOfBuild = 0xB1;
    private const ulong SeedOfFamilies = 0xFA317;
    private static readonly int[] s_cells = [16, 32, 64, 128, 256];
    private static readonly int[] s_targets = [900, 950, 980];

    private readonly SpaceView _space;
    private readonly ParallelContext _threads = new(Environment.ProcessorCount, CancellationToken.None);
    private readonly SearchContext _context = new();
    private readonly QueryFamily[] _families;
    private readonly int[][][] _truths;
    private readonly float[][] _queries;
    private readonly double[] _kth;

    private StartsCommand(SpaceView space, float[][] queries, int count)
    {
        _space = space;
        _queries = queries;
        _families = [.. QueryFamily.Make(space, count, null, [], SeedOfFamilies, _threads).Where(family => family.Kind == QueryKind.Vector)];
        _truths = Array.ConvertAll(_families, family => WalkTrace.TruthOf(space, space, family, _threads));
        _kth = new double[queries.Length];
        ExactBatch.Run(
            space,
            queries.Length,
            K,
            _threads,
            (i, scratch) => SessionVector.FromVector(space.Model, queries[i], scratch),
            (i, top) => _kth[i] = top.Least);
    }

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queryFile = arguments.Text("queries");
        int passes = Math.Max(1, arguments.Number("passes", 5));
        int count = arguments.Number("count", 500);
        int ofFamily = arguments.Number("family", 200);
        int[] cells = arguments.Numbers("cells", s_cells);
        int[] targets = arguments.Numbers("targets", s_targets);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
        PriceProbe.Finish();
        SpaceView space = index.ViewOf(Space.Similar);
        StartsCommand command = new(space, [.. Vecs.Read(queryFile).Take(count)], ofFamily);
        Progress.Say("exact answers found");
        Setting[] settings = [.. command.Calibrate(cells, targets, passes)];
        for (int pass = -1; pass < passes; pass++)
        {
            foreach (Setting setting in settings)
            {
                command.Time(setting, pass);
            }

            Progress.Say($"pass {pass + 1} of {passes}");
        }

        Markdown page = new();
        page.Line($"# Starts of walks: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}, M {index.Info.M}, {space.Cells!.Count} cells in {space.Cells.Groups} groups, {command._queries.Length} queries, k = {K}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- prices: walk {MachinePrices.Current.WalkNear:F1} to {MachinePrices.Current.WalkFar:F1} ns a vector, line {MachinePrices.Current.LineNear:F1} to {MachinePrices.Current.LineFar:F1}, measured: {MachinePrices.Current.Measured}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- families: {string.Join(", ", command._families.Select(family => family.Name))}").Line();
        page.Table(
            ["target", "cells", "recall", "scored", "CPU us", "of the entry point's", "expected us", "recall of the families"],
            settings.Select(setting => setting.Row(
                settings.First(other => other.Target == setting.Target && other.Cells == 0), command._queries.Length, command.RecallOfFamilies(setting))));
        page.Publish(output);
    }

    /// <summary>Counts what walks from each start are missing, and turns each target into its stop.</summary>
    private List<Setting> Calibrate(int[] cells, int[] targets, int passes)
    {
        List<QueryFamily> families = QueryFamily.Make(_space, WalkStopBuilder.QueriesOfAFamily, null, [], SeedOfBuild, _threads)
            .FindAll(family => family.Kind == QueryKind.Vector);
        WalkStopBuilder entry = WalkStopBuilder.Measure(_space, _space, families, cells, _threads);
        CostModel costs = WorkModel.CostsOf(_space);
        int lines = WorkModel.BlockLines(_space.Cells!);
        List<Setting> settings = [];
        foreach (int thousandths in targets)
        {
            double target = thousandths / 1000.0;
            WalkStop stop = new WalkStops([.. entry.Rows], entry.Misses.ToArray()).StopFor(QueryKind.Vector, K, target, out double scored);
            settings.Add(new Setting(target, 0, stop, costs.Walk(scored), passes));
            foreach (WalkStopBuilder start in entry.Starts)
            {
                stop = new WalkStops([.. start.Rows], start.Misses.ToArray()).StopFor(QueryKind.Vector, K, target, out scored);
                settings.Add(new Setting(target, start.Cells, stop, costs.CellStart(start.Compared, start.Cells, lines, scored), passes));
            }
        }

        Progress.Say("calibrated");
        settings.RemoveAll(setting => !setting.Stop.IsOn);
        return settings;
    }

    private void Time(Setting setting, int pass)
    {
        PassTimer timer = new(_queries.Length);
        setting.Clear();
        timer.Begin();
        for (int i = 0; i < _queries.Length; i++)
        {
            long start = PassTimer.Start();
            SessionVector.FromVector(_space.Model, _queries[i], _context);
            _context.Hits.Excluded.Clear();
            _context.Hits.Start(K);
            GraphSearch.RunUntilEnough(_space, _context, setting.Stop, K, [], setting.Cells);
            timer.Stop(i, start);
            setting.Count(_context, _kth[i]);
        }

        if (pass >= 0)
        {
            setting.Microseconds[pass] = timer.End(setting.Cells).CpuMicroseconds;
        }
    }

    private string RecallOfFamilies(Setting setting)
    {
        List<string> recalls = [];
        for (int number = 0; number < _families.Length; number++)
        {
            QueryFamily family = _families[number];
            double found = 0;
            for (int i = 0; i < family.Count; i++)
            {
                family.Prepare(_space, _space, i, _context);
                _context.Hits.Start(K);
                GraphSearch.RunUntilEnough(_space, _context, setting.Stop, K, [], setting.Cells);
                HashSet<int> truth = [.. _truths[number][i].Take(K)];
                for (int place = 0; place < _context.Hits.Top.Count; place++)
                {
                    found += truth.Contains(_space.NodeOf(_space.ToSlot(_context.Hits.Top.Ordinal(place)))) ? 1 : 0;
                }
            }

            recalls.Add(Markdown.Format(found / (K * family.Count), "F3"));
        }

        return string.Join(" / ", recalls);
    }

    private sealed class Setting(double target, int cells, WalkStop stop, double cost, int passes)
    {
        private long _hits;
        private long _scored;

        public double Target => target;

        public int Cells => cells;

        public WalkStop Stop => stop;

        public double[] Microseconds { get; } = new double[passes];

        public void Clear() => (_hits, _scored) = (0, 0);

        public void Count(SearchContext context, double kth)
        {
            for (int place = 0; place < Math.Min(K, context.Hits.Top.Count); place++)
            {
                _hits += context.Hits.Top.Similarity(place) >= kth ? 1 : 0;
            }

            _scored += context.Walk.Scored;
        }

        public IReadOnlyList<string> Row(Setting entry, int queries, string families) =>
        [
            Markdown.Format(target, "F3"), $"{cells}", Markdown.Format(_hits / (double)(queries * K), "F4"), $"{_scored / queries}",
            Markdown.Format(Statistics.Median(Microseconds), "F1"),
            Markdown.Format(Statistics.Median(Microseconds.Zip(entry.Microseconds, (own, other) => own / other)), "F2"),
            Markdown.Format(cost / 1000, "F1"), families,
        ];
    }
}
