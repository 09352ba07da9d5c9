using System.Diagnostics;

namespace ProductSpace.Pair;

/// <summary>Asks the engine that it was compiled against.</summary>
public sealed class Engine : IEngine, IDisposable
{
    private ProductIndex? _index;
    private ProductFilter? _filter;

    public int Count => _index!.Count;

    public void Open(string path) => _index = ProductIndex.Open(path, OpenMode.Warm);

    public void Dispose() => _index?.Dispose();

    public float[] Vector(int ordinal)
    {
        float[] vector = new float[_index!.Dimension];
        _index.GetVector(ordinal, vector);
        return vector;
    }

#if OLD
    public (string Path, int Products)[] Categories() =>
        [.. _index!.GetCategories().Select(category => (category.Key, category.Value))];
#else
    public (string Path, int Products)[] Categories() =>
        [.. _index!.GetCategories().Select(category => (category.Path, category.Products))];
#endif

    public int SetFilter(string kind, int part, string category)
    {
        _filter = kind switch
        {
            "random" => _index!.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, Count).Where(i => IsIn(i, part))])),
#if OLD
            "category" => _index!.CreateFilter(f => f.AnyOf(category)),
            "not" => _index!.CreateFilter(f => f.NoneOf(category)),
#else
            "category" => _index!.CreateFilter(f => f.InCategory(category)),
            "not" => _index!.CreateFilter(f => f.NotInCategory(category)),
#endif
            _ => null,
        };
        return _filter?.Count ?? Count;
    }

    public Asked Ask(float[][] queries, Range which, Question question, long[] ticks)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(ticks);
        Span<Neighbor> hits = stackalloc Neighbor[question.K];
        Span<int> viewed = stackalloc int[3];
        Asked asked = default;
        (int first, int count) = which.GetOffsetAndLength(queries.Length);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = first; i < first + count; i++)
        {
            SearchOptions options = new() { Filter = _filter, TargetRecall = question.Target, Space = Space.Similar };
            int product = (int)(i * 7919L % Count);
            (viewed[0], viewed[1], viewed[2]) = (product, (product + 5) % Count, (product + 11) % Count);
            long start = Stopwatch.GetTimestamp();
            SearchResult result = question.IsSession
                ? _index!.SearchSession((ReadOnlySpan<int>)viewed, hits, options)
                : _index!.Search(queries[i], hits, options);
            ticks[i] = Stopwatch.GetTimestamp() - start;
            double sum = asked.Sum;
            foreach (Neighbor hit in hits[..result.Count])
            {
                sum += (hit.Ordinal * 1e-3) + hit.Similarity;
            }

            asked = asked with { Scored = asked.Scored + result.Scored, Found = asked.Found + result.Count, Sum = sum };
        }

        return asked with { Allocated = GC.GetAllocatedBytesForCurrentThread() - allocated };
    }

    /// <summary>A fixed pseudo-random choice.</summary>
    private static bool IsIn(int ordinal, int part) => (uint)((ordinal * 2654435761L) >> 7) % (uint)part == 0;
}
