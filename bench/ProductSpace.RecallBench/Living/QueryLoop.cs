using System.Diagnostics;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Living;

/// <summary>Queries one after the other, each timed: vectors of random products of the snapshot, so that any snapshot serves.</summary>
internal sealed class QueryLoop
{
    private const int Queries = 4096;
    private const int Most = 4_000_000;

    private readonly float[][] _queries = new float[Queries][];
    private readonly Neighbor[] _hits;
    private readonly double[] _microseconds = new double[Most];
    private int _count;
    private int _next;

    public QueryLoop(ProductIndex index, int k, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < Queries; i++)
        {
            _queries[i] = new float[index.Dimension];
            index.GetVector(random.Next(index.Count), _queries[i]);
        }

        _hits = new Neighbor[k];
    }

    public int Count => _count;

    public void Begin() => _count = 0;

    public void Ask(ProductIndex index, long from)
    {
        index.Search(_queries[_next++ % Queries], _hits);
        double took = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        if (_count < Most)
        {
            _microseconds[_count++] = took;
        }
    }

    /// <summary>p50, p99, p99.9 and the slowest, in microseconds.</summary>
    public double[] Percentiles()
    {
        double[] sorted = _microseconds[.._count];
        Array.Sort(sorted);
        return _count == 0 ? [0, 0, 0, 0] : [Statistics.Percentile(sorted, 0.5), Statistics.Percentile(sorted, 0.99), Statistics.Percentile(sorted, 0.999), sorted[^1]];
    }
}
