using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Small;

/// <summary>One row of the table of `small`: a way to answer, its times, its answers.</summary>
internal sealed class SmallMethod(string name, float[]? kth, int k, Func<float[], Neighbor[], SearchResult> ask)
{
    private readonly List<double> _microseconds = [];
    private readonly Neighbor[] _hits = new Neighbor[k];
    private long _found;
    private long _scored;
    private long _allocated;
    private int _asked;

    public double Least => _microseconds.Min();

    public void Pass(float[][] queries, bool keep)
    {
        // Answers are judged outside the time.
        (_found, _scored, _asked) = (0, 0, queries.Length);
        for (int i = 0; i < queries.Length && kth is not null; i++)
        {
            SearchResult result = ask(queries[i], _hits);
            _scored += result.Scored;
            for (int place = 0; place < result.Count; place++)
            {
                _found += _hits[place].Similarity >= kth[i] ? 1 : 0;
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = LibC.ThreadCpuNanoseconds();
        foreach (float[] query in queries)
        {
            ask(query, _hits);
        }

        double taken = (LibC.ThreadCpuNanoseconds() - start) / 1e3 / queries.Length;
        _allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (keep)
        {
            _microseconds.Add(taken);
        }
    }

    public IReadOnlyList<string> Row(double one) =>
    [
        name,
        kth is null ? "-" : Markdown.Format(_found / ((double)_asked * k), "F4"),
        Markdown.Format(Statistics.Median(_microseconds), "F2"),
        Markdown.Format(Least, "F2"),
        Markdown.Format(Least / one, "F2"),
        kth is null ? "-" : $"{_scored / _asked}",
        $"{_allocated / _asked}",
    ];
}
