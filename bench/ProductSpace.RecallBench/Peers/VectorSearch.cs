using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Our engine through its public <see cref="ProductIndex.Search"/>, from the entry point alone: what the peers do too; or
/// its exact sibling, what a search costs that looks at every row. Hits are counted after the clock has stopped, by the
/// drivers' rule: the cosine of query and row of the embedding file, in float64, against the true k-th.
/// </summary>
internal sealed class VectorSearch : ISearchMethod
{
    /// <summary>A scan costs the same whatever the query: a hundred of them tell it, evenly spread.</summary>
    private const int ScannedQueries = 100;

    private readonly ProductIndex _index;
    private readonly bool _exact;
    private readonly int[] _asked;
    private readonly float[][] _queries;
    private readonly Exact _truth;
    private readonly EmbeddingFile _file;
    private readonly int[] _rowOf;
    private readonly Neighbor[] _hits;
    private readonly PassTimer _timer;
    private readonly int _k;

    public VectorSearch(ProductIndex index, float[][] queries, Exact truth, EmbeddingFile file, int[] rowOf, int k, bool exact = false)
    {
        int asked = exact ? Math.Min(ScannedQueries, queries.Length) : queries.Length;
        _index = index;
        _exact = exact;
        _asked = [.. Enumerable.Range(0, asked).Select(i => (int)((long)i * queries.Length / asked))];
        _queries = queries;
        _truth = truth;
        _file = file;
        _rowOf = rowOf;
        _k = k;
        _hits = new Neighbor[asked * k];
        _timer = new PassTimer(asked);
    }

    public string Name => _exact ? "ours, exact scan" : "ProductSpace";

    public string Family => Name;

    public string? Variant => null;

    public string Parameter => _exact ? "every row" : Grid.EfSearch;

    public IReadOnlyList<int> Settings => _exact ? [_index.Count] : Grid.EfSearches(_k);

    /// <summary>Number of queries of a pass.</summary>
    public int Asked => _asked.Length;

    public Sample Measure(int setting, bool count)
    {
        SearchOptions options = _exact ? default : new() { EfSearch = setting };
        long scored = 0;
        int scans = 0;
        _timer.Begin();
        for (int i = 0; i < _asked.Length; i++)
        {
            float[] query = _queries[_asked[i]];
            Span<Neighbor> hits = _hits.AsSpan(i * _k, _k);
            long start = PassTimer.Start();
            SearchResult result = _exact ? _index.SearchExact(query, hits, options) : _index.Search(query, hits, options);
            _timer.Stop(i, start);
            scored += result.Scored;
            scans += result.Road == Road.Walk ? 0 : 1;
        }

        return _timer.End(setting) with
        {
            Recall = Recall(),
            Distances = scored / (double)_asked.Length,
            ScanShare = scans / (double)_asked.Length,
        };
    }

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
