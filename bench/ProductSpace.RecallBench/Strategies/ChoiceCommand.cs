using System.Diagnostics;
using ProductSpace.Cells;
using ProductSpace.RecallBench.Common;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Strategies;

/// <summary>
/// `choice`: what choosing the nearest cells costs, beside the selection that it replaced; both must choose the same
/// cells. Wall time of single choices, medians over queries and passes, so that interruptions by other work count
/// little. "After a walk" is what a search pays: the walk has filled the caches with other rows.
/// </summary>
internal static class ChoiceCommand
{
    private static readonly int[] s_cells = [16, 32, 64, 128, 256, 512];

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queryFile = arguments.Text("queries");
        int passes = Math.Max(1, arguments.Number("passes", 7));
        int most = arguments.Number("count", 300);
        int ef = arguments.Number("ef", 113);
        int[] cells = arguments.Numbers("cells", s_cells);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        float[][] queries = [.. Vecs.Read(queryFile).Take(most)];
        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
        SpaceView space = index.ViewOf(Space.Similar);
        CellView view = space.Cells ?? throw new ArgumentException($"{snapshot} was built without cells");
        Markdown page = new();
        page.Line($"# Choosing cells: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}, {view.Count} cells in {view.Groups} groups").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        page.Line($"- medians of {queries.Length} queries and {passes} passes, microseconds; both ways in turns").Line();
        page.Table(
            ["cells", "centroids", "selection", "threshold", "ratio", "after a walk: selection", "threshold", "ratio"],
            cells.Select(count => Measure(space, view, queries, count, ef, passes)));
        page.Publish(output);
    }

    private static IReadOnlyList<string> Measure(
        SpaceView space, CellView view, float[][] queries, int cells, int ef, int passes)
    {
        SearchContext scratch = new();
        Pair pair = new(view, Math.Min(cells, view.Count));
        List<double>[] alone = [[], []];
        List<double>[] behind = [[], []];
        for (int pass = -1; pass < passes; pass++)
        {
            foreach (float[] query in queries)
            {
                SessionVector.FromVector(space.Model, query, scratch);
                scratch.Hits.Excluded.Clear();
                sbyte[] codes = scratch.Query.Codes;
                pair.Check(codes);
                for (int way = 0; way < 2; way++)
                {
                    pair.Time(way, codes);
                    Add(alone[way], pair.Time(way, codes), pass);
                    if (space.HasGraph)
                    {
                        scratch.Hits.Start(10);
                        GraphSearch.Run(space, scratch, ef, 10, []);
                        Add(behind[way], pair.Time(way, codes), pass);
                    }
                }
            }
        }

        Progress.Say($"{cells} cells");
        return [$"{cells}", $"{pair.Compared}", .. Columns(alone), .. Columns(behind)];
    }

    private static void Add(List<double> times, double time, int pass)
    {
        if (pass >= 0)
        {
            times.Add(time);
        }
    }

    private static IEnumerable<string> Columns(List<double>[] times)
    {
        if (times[0].Count == 0)
        {
            return ["", "", ""];
        }

        double before = Statistics.Median(times[0]);
        double now = Statistics.Median(times[1]);
        return [Markdown.Format(before, "F2"), Markdown.Format(now, "F2"), Markdown.Format(now / before, "F2")];
    }

    private sealed class Pair(CellView view, int cells)
    {
        private readonly SelectionChoice _before = new();
        private readonly CellChoice _now = new();

        public int Compared => _now.Compared;

        /// <summary>Microseconds of one choice: 0 by selection, 1 by threshold.</summary>
        public double Time(int way, sbyte[] query)
        {
            long start = Stopwatch.GetTimestamp();
            _ = way == 0 ? _before.Choose(view, query, cells) : _now.Choose(view, query, cells, null);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        public void Check(sbyte[] query)
        {
            ulong[] before = [.. _before.Choose(view, query, cells)];
            ulong[] now = [.. _now.Choose(view, query, cells, null)];
            if (!before.Order().SequenceEqual(now.Order()))
            {
                throw new InvalidOperationException("the two ways choose different cells");
            }
        }
    }
}
