using System.Runtime.CompilerServices;
using ProductSpace.Filtering;

namespace ProductSpace.Planning;

/// <summary>
/// Answers many queries of one course on one thread. Walks and cells go one after the other: taking turns did not pay once
/// the rows of a hop were asked for into the second cache (see the decision page of the batch). Queries that need a scan,
/// from the start or after a walk that found too little, wait for each other and share the rows. Each query takes the
/// steps that it would take alone, so that its answer is the same.
/// </summary>
internal readonly ref struct BatchSearcher
{
    private readonly SpaceView _space;
    private readonly BatchScratch _scratch;
    private readonly Course _course;
    private readonly RowSet? _filter;
    private readonly int _k;

    /// <summary>A search of k results, at least 1, under a filter of the same space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BatchSearcher(SpaceView space, BatchScratch scratch, Course course, RowSet? filter, int k)
    {
        _space = space;
        _scratch = scratch;
        _course = course;
        _filter = filter;
        _k = k;
    }

    /// <summary>Answers vectors [results x dimension] into neighbors [results x places]; all of them have a direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> vectors, ReadOnlySpan<int> excluded, Span<Neighbor> neighbors, Span<SearchResult> results)
    {
        int dimension = _space.Model.Dimension;
        int places = neighbors.Length / results.Length;
        Waiting waiting = default;
        int count = 0;
        for (int query = 0; query < results.Length; query++)
        {
            SearchScratch scratch = _scratch[count];
            QueryPrep.FromVector(_space.Model, vectors.Slice(query * dimension, dimension), scratch);
            scratch.Excluded.Clear();
            scratch.Excluded.Add(excluded);
            Road road = Searcher.Take(_space, scratch, _course, _k, [], _filter);
            if (Course.NeedsScan(road))
            {
                waiting[count++] = (query, road);
            }
            else
            {
                results[query] = _course.Report(scratch, neighbors.Slice(query * places, places), road, _space.Count, _filter?.Count ?? _space.Count, _filter is not null);
            }

            if (count == BatchScratch.MostTogether || (count > 0 && query == results.Length - 1))
            {
                ScanTogether(waiting[..count], neighbors, places, results);
                count = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanTogether(ReadOnlySpan<(int Query, Road Road)> waiting, Span<Neighbor> neighbors, int places, Span<SearchResult> results)
    {
        Searcher.Scan(_space, _scratch.First(waiting.Length), _k, _filter);
        for (int i = 0; i < waiting.Length; i++)
        {
            (int query, Road road) = waiting[i];
            results[query] = _course.Report(_scratch[i], neighbors.Slice(query * places, places), road, _space.Count, _filter?.Count ?? _space.Count, _filter is not null);
        }
    }

    /// <summary>Number and road so far of the queries that wait; their scratches stand at the same places.</summary>
    [InlineArray(BatchScratch.MostTogether)]
    private struct Waiting
    {
        private (int Query, Road Road) _first;
    }
}
