using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Our engine through its public <see cref="ProductIndex.Search"/>, from the entry point alone: what hnswlib does too. Hits
/// are counted after the clock has stopped, by the driver's rule: the cosine of query and row of the embedding file, in
/// float64, against the true k-th.
/// </summary>
internal sealed class VectorSearch : ISearchMethod
{
    private readonly ProductIndex _index;
    private readonly float[][] _queries;
    private readonly double[][] _units;
    private readonly Exact _truth;
    private readonly EmbeddingFile _file;
    private readonly int[] _rowOf;
    private readonly Neighbor[] _hits;
    private readonly PassTimer _timer;
    private readonly int _k;

    public VectorSearch(ProductIndex index, float[][] queries, Exact truth, EmbeddingFile file, int[] rowOf, int k)
    {
        _index = index;
        _queries = queries;
        _units = [.. queries.Select(query => Exact.Unit(query))];
        _truth = truth;
        _file = file;
        _rowOf = rowOf;
        _k = k;
        _hits = new Neighbor[queries.Length * k];
        _timer = new PassTimer(queries.Length);
    }

    public string Name => "ProductSpace";

    public Sample Measure(int ef, bool count)
    {
        SearchOptions options = new() { EfSearch = ef };
        long scored = 0;
        int scans = 0;
        _timer.Begin();
        for (int q = 0; q < _queries.Length; q++)
        {
            long start = PassTimer.Start();
            SearchResult result = _index.Search(_queries[q], _hits.AsSpan(q * _k, _k), options);
            _timer.Stop(q, start);
            scored += result.Scored;
            scans += result.Road == Road.Walk ? 0 : 1;
        }

        return _timer.End(ef) with
        {
            Recall = Recall(),
            Distances = scored / (double)_queries.Length,
            ScanShare = scans / (double)_queries.Length,
        };
    }

    private double Recall()
    {
        float[] row = new float[_file.Dimension];
        int hits = 0;
        for (int q = 0; q < _queries.Length; q++)
        {
            double least = _truth.Similarities[q][_k - 1] - Exact.Tolerance;
            foreach (Neighbor hit in _hits.AsSpan(q * _k, _k))
            {
                _file.ReadRow(_rowOf[hit.Ordinal], row);
                hits += (float)Exact.Similarity(_units[q], row) >= least ? 1 : 0;
            }
        }

        return hits / (double)_hits.Length;
    }
}
