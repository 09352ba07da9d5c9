using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Planning;
using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// `wide`: walks over the matches of wide filters, counted and timed, over a list of settings: from so many cells, with a
/// pool or until the walk ends by itself; beside the search as users ask it.
/// </summary>
internal sealed class WideCommand
{
    private readonly ProductIndex _index;
    private readonly SpaceView _space;
    private readonly Planner _planner;
    private readonly float[][] _queries;
    private readonly int _k;
    private readonly SearchContext _context = new();

    private WideCommand(ProductIndex index, float[][] queries, int k)
    {
        _index = index;
        _space = index.ViewOf(Space.Similar);
        _planner = index.PlannerOf(Space.Similar);
        _queries = queries;
        _k = k;
    }

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queryFile = arguments.Text("queries");
        int count = arguments.Number("count", 200);
        int passes = arguments.Number("passes", 1);
        int k = arguments.Number("k", 10);
        string[] kinds = (arguments.Find("kinds") ?? "random,own,other").Split(',');
        double[] shares = [.. arguments.Numbers("shares", [5000, 2000, 1000, 500]).Select(parts => parts / MatrixOptions.ShareParts)];
        string[] settings = (arguments.Find("settings") ?? "search,match:256:950,match:256:980").Split(',');
        string? output = arguments.Find("out");
        arguments.RefuseUnread();
        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
        PriceProbe.Finish();
        float[][] queries = Vecs.Read(queryFile);
        WideCommand command = new(index, queries, k);
        CaseMaker maker = new(index, queries, count, 1);
        List<string[]> rows = [];
        foreach (string kind in kinds)
        {
            foreach (double share in shares)
            {
                if (maker.Make(Enum.Parse<FilterKind>(kind, ignoreCase: true), share) is FilterCase found)
                {
                    double[] truth = command.TruthOf(found);
                    List<Figures>[] figures = [.. settings.Select(_ => new List<Figures>())];
                    for (int pass = 0; pass < passes; pass++)
                    {
                        for (int i = 0; i < settings.Length; i++)
                        {
                            figures[i].Add(command.Measure(found, truth, settings[i]));
                        }
                    }

                    for (int i = 0; i < settings.Length; i++)
                    {
                        Figures first = figures[i][0];
                        string[] row = [found.Name, settings[i], Markdown.Format(first.Recall, "F4"), $"{first.Scored}", $"{first.Cells}", $"{first.Centroids}", Markdown.Format(Statistics.Median([.. figures[i].Select(figure => figure.Microseconds)]), "F1"), first.Strategies];
                        rows.Add(row);
                        Progress.Say(string.Join(" | ", row));
                    }
                }
            }
        }

        Markdown page = new();
        page.Line($"# Wide filters: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}, k = {k}").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`").Line();
        page.Table(["filter", "setting", "recall", "scored", "cells", "centroids", "CPU us", "strategies"], rows);
        page.Publish(output);
    }

    /// <summary>The similarity of the k-th nearest match of each query.</summary>
    private double[] TruthOf(FilterCase asked)
    {
        double[] least = new double[asked.Queries.Length];
        Parallel.For(0, least.Length, i =>
        {
            Neighbor[] hits = new Neighbor[_k];
            SearchResult result = _index.SearchExact(_queries[asked.Queries[i]], hits, new SearchOptions { Filter = asked.Filters[asked.FilterOf[i]] });
            least[i] = hits[result.Count - 1].Similarity;
        });
        return least;
    }

    private Figures Measure(FilterCase asked, double[] truth, string setting)
    {
        string[] parts = setting.Split(':');
        Neighbor[] hits = new Neighbor[_k];
        long found = 0;
        long scored = 0;
        long cells = 0;
        long centroids = 0;
        Dictionary<SearchStrategy, int> strategies = [];
        List<double> densities = [];
        double links = 0;
        PassTimer timer = new(asked.Queries.Length);
        timer.Begin();
        for (int i = 0; i < asked.Queries.Length; i++)
        {
            ProductFilter filter = asked.Filters[asked.FilterOf[i]]!;
            float[] query = _queries[asked.Queries[i]];
            long start = PassTimer.Start();
            if (parts[0] == "search")
            {
                SearchResult result = _index.Search(query, hits, new SearchOptions { Filter = filter, TargetRecall = parts.Length > 1 ? int.Parse(parts[1]) / 1000f : 0 });
                timer.Stop(i, start);
                strategies[result.Strategy] = strategies.GetValueOrDefault(result.Strategy) + 1;
                scored += result.Scored;
                cells += result.CellsScanned;
                for (int j = 0; j < result.Count; j++)
                {
                    found += hits[j].Similarity >= truth[i] ? 1 : 0;
                }

                continue;
            }

            SessionVector.FromVector(_space.Model, query, _context);
            _context.Hits.Excluded.Clear();
            _context.Hits.Start(_k);
            SearchWork work = Walk(parts, filter.In(Space.Similar), out double density);
            timer.Stop(i, start);
            scored += work.Scored;
            cells += work.Cells;
            centroids += _context.Cells.Compared;
            densities.Add(density);
            links += filter.In(Space.Similar).LinkShare;
            for (int j = 0; j < _context.Hits.Top.Count; j++)
            {
                found += (float)_context.Query.ToAnswer(_context.Hits.Top.Similarity(j)) >= truth[i] ? 1 : 0;
            }
        }

        int n = asked.Queries.Length;
        densities.Sort();
        string around = densities.Count == 0 ? "" : FormattableString.Invariant($"links {links / n:F2}, around {densities[0]:F2} {densities[n / 10]:F2} {densities[n / 2]:F2} {densities[n * 9 / 10]:F2}");
        return new Figures(found / ((double)n * _k), scored / n, cells / n, centroids / n, timer.End(0).CpuMicroseconds, around + string.Join(' ', strategies.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {100 * s.Value / n} %")));
    }

    private SearchWork Walk(string[] parts, SpaceFilter filter, out double around)
    {
        int cells = int.Parse(parts[1]);
        int number = int.Parse(parts[2]);
        bool ends = parts[0] == "match";
        WalkStop stop = ends ? StopFor(number / 1000.0, parts.Length > 3 ? int.Parse(parts[3]) : _k) : default;
        WalkScratch walk = _context.Walk;
        QueryScorer scorer = new(_context.Query.Codes);
        around = _context.Cells.LookAround(_space, _context, filter.Cells!);
        walk.BeginAmong(ends ? Math.Max(parts.Length > 4 ? int.Parse(parts[4]) : 384, 8 * stop.K) : number, _space.Count, filter.Nodes.Words);
        _context.Cells.StartAmong(_space, _context, scorer, cells, filter.Cells!);
        if (ends)
        {
            _context.Query.PrepareSimilarity(_space.Model);
            walk.Watch.Begin(stop, walk.Pool, stop.K, Math.Max(stop.K, WorkModel.RerankDepth(_k)), _context.Query);
            Graph.Walk.SearchLayer(_space.Base, scorer, walk, new UntilEnough(walk.Watch, _context.Budget));
        }
        else
        {
            GraphSearch.Continue(_space, scorer, _context, []);
        }

        Reranking.Run(_space, _context, _k, filter.Rows);
        return new SearchWork(walk.Scored, _context.Cells.Scanned);
    }

    private WalkStop StopFor(double target, int k)
    {
        WalkStop stop = default;
        _planner.Starts?.PlanFor(QueryKind.Vector, k, target, 1, WorkModel.CostsOf(_space), out stop);
        return stop.IsOn ? stop : _planner.Stops!.StopFor(QueryKind.Vector, k, target, out _);
    }

    private readonly record struct Figures(double Recall, long Scored, long Cells, long Centroids, double Microseconds, string Strategies);
}
