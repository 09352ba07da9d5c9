using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Our engine through <see cref="ProductIndex.SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>: the
/// walk starts at the viewed products too, or, for comparison, at the entry point alone. Viewed products are in neither
/// answer nor truth; the truth is the engine's own exact sibling.
/// </summary>
internal sealed class SessionSearch : ISearchMethod
{
    private readonly ProductIndex _index;
    private readonly int[][] _sessions;
    private readonly bool _unseeded;
    private readonly float[] _kth;
    private readonly int[] _wanted;
    private readonly Neighbor[] _hits;
    private readonly int[] _counts;
    private readonly PassTimer _timer;
    private readonly int _k;

    public SessionSearch(ProductIndex index, int[][] sessions, int k, bool unseeded)
    {
        _index = index;
        _sessions = sessions;
        _unseeded = unseeded;
        _k = k;
        _hits = new Neighbor[sessions.Length * k];
        _counts = new int[sessions.Length];
        _kth = new float[sessions.Length];
        _wanted = new int[sessions.Length];
        _timer = new PassTimer(sessions.Length);
        Parallel.For(0, sessions.Length, q =>
        {
            Neighbor[] truth = new Neighbor[k];
            _wanted[q] = index.SearchSessionExact(sessions[q], truth, new SearchOptions { Space = Space.Similar }).Count;
            _kth[q] = _wanted[q] == 0 ? 0 : truth[_wanted[q] - 1].Similarity;
        });
    }

    public string Name => _unseeded ? "ProductSpace, sessions from the entry point" : "ProductSpace, sessions from the viewed products";

    public string Family => "ProductSpace";

    public string? Variant => null;

    public string Parameter => Grid.TargetRecall;

    public IReadOnlyList<int> Settings => Grid.TargetRecalls;

    public Sample Measure(int setting, bool count)
    {
        SearchOptions options = new() { Space = Space.Similar, TargetRecall = setting / 1000f, SeedFromViewed = !_unseeded };
        long scored = 0;
        int scans = 0;
        int byCells = 0;
        _timer.Begin();
        for (int q = 0; q < _sessions.Length; q++)
        {
            long start = PassTimer.Start();
            SearchResult result = _index.SearchSession(_sessions[q], _hits.AsSpan(q * _k, _k), options);
            _timer.Stop(q, start);
            _counts[q] = result.Count;
            scored += result.Scored;
            scans += result.Strategy is SearchStrategy.Scan or SearchStrategy.GraphThenScan ? 1 : 0;
            byCells += result.CellsScanned > 0 ? 1 : 0;
        }

        Sample sample = _timer.End(setting);
        long hits = 0;
        for (int q = 0; q < _sessions.Length; q++)
        {
            foreach (Neighbor hit in _hits.AsSpan(q * _k, _counts[q]))
            {
                hits += hit.Similarity >= _kth[q] ? 1 : 0;
            }
        }

        return sample with
        {
            Recall = hits / (double)Math.Max(1, _wanted.Sum()),
            Distances = scored / (double)_sessions.Length,
            ScanShare = scans / (double)_sessions.Length,
            CellShare = byCells / (double)_sessions.Length,
        };
    }
}
