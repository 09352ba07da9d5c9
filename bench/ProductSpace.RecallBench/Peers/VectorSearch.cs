using System.Diagnostics;
using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Our engine through its public <see cref="ProductIndex.Search"/>: by target, as users ask it; or the walk alone, what the
/// peers do too; or its exact sibling, what a search costs that looks at every row. Hits are counted after the clock has stopped, by the
/// drivers' rule: the cosine of query and row of the embedding file, in float64, against the true k-th.
/// </summary>
internal sealed class VectorSearch : ITogether
{
    /// <summary>A scan costs the same whatever the query: a hundred of them tell it, evenly spread.</summary>
    private const int ScannedQueries = 100;

    private readonly ProductIndex _index;
    private readonly Asking _asking;
    private readonly int[] _asked;
    private readonly float[][] _queries;
    private readonly Exact _truth;
    private readonly EmbeddingFile _file;
    private readonly int[] _rowOf;
    private readonly Neighbor[] _hits;
    private readonly PassTimer _timer;
    private readonly int _k;

    public VectorSearch(ProductIndex index, float[][] queries, Exact truth, EmbeddingFile file, int[] rowOf, int k, Asking asking)
    {
        int asked = asking == Asking.Exact ? Math.Min(ScannedQueries, queries.Length) : queries.Length;
        _index = index;
        _asking = asking;
        _asked = [.. Enumerable.Range(0, asked).Select(i => (int)((long)i * queries.Length / asked))];
        _queries = queries;
        _truth = truth;
        _file = file;
        _rowOf = rowOf;
        _k = k;
        _hits = new Neighbor[asked * k];
        _timer = new PassTimer(asked);
    }

    public string Name => _asking switch { Asking.Exact => "ours, exact scan", Asking.Walk => "ProductSpace, walk alone", _ => "ProductSpace" };

    public string Family => Name;

    public string? Variant => null;

    public string Parameter => _asking switch { Asking.Exact => "every row", Asking.Walk => Grid.EfSearch, _ => Grid.TargetRecall };

    public IReadOnlyList<int> Settings => _asking switch { Asking.Exact => [_index.Count], Asking.Walk => Grid.EfSearches(_k), _ => Grid.TargetRecalls };

    /// <summary>Number of queries of a pass.</summary>
    public int Asked => _asked.Length;

    public Sample Measure(int setting, bool count)
    {
        SearchOptions options = OptionsFor(setting);
        long scored = 0;
        int scans = 0;
        int byCells = 0;
        _timer.Begin();
        for (int i = 0; i < _asked.Length; i++)
        {
            float[] query = _queries[_asked[i]];
            Span<Neighbor> hits = _hits.AsSpan(i * _k, _k);
            long start = PassTimer.Start();
            SearchResult result = _asking == Asking.Exact ? _index.SearchExact(query, hits, options) : _index.Search(query, hits, options);
            _timer.Stop(i, start);
            scored += result.Scored;
            scans += result.Strategy is SearchStrategy.Scan or SearchStrategy.GraphThenScan ? 1 : 0;
            byCells += result.CellsScanned > 0 ? 1 : 0;
        }

        return _timer.End(setting) with
        {
            Recall = Recall(),
            Distances = scored / (double)_asked.Length,
            ScanShare = scans / (double)_asked.Length,
            CellShare = byCells / (double)_asked.Length,
        };
    }

    /// <summary>Scans are left out: they are measured for a few queries only.</summary>
    public bool CanAskTogether => _asking != Asking.Exact;

    /// <inheritdoc/>
    public double WallMicroseconds(int setting, int threads)
    {
        SearchOptions options = OptionsFor(setting);
        int next = -1;
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / _asked.Length;

        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < _asked.Length; i = Interlocked.Increment(ref next))
            {
                _index.Search(_queries[_asked[i]], _hits.AsSpan(i * _k, _k), options);
            }
        }
    }

    private SearchOptions OptionsFor(int setting) =>
        _asking switch { Asking.Exact => default, Asking.Walk => new() { EfSearch = setting }, _ => new() { TargetRecall = setting / 1000f } };

    private double Recall()
    {
        float[] row = new float[_file.Dimension];
        int hits = 0;
        for (int i = 0; i < _asked.Length; i++)
        {
            double[] unit = Exact.Unit(_queries[_asked[i]]);
            double least = _truth.Similarities[_asked[i]][_k - 1] - Exact.Tolerance;
            foreach (Neighbor hit in _hits.AsSpan(i * _k, _k))
            {
                _file.ReadRow(_rowOf[hit.Ordinal], row);
                hits += (float)Exact.Similarity(unit, row) >= least ? 1 : 0;
            }
        }

        return hits / (double)_hits.Length;
    }
}
