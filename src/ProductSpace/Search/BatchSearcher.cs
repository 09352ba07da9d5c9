using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

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
    private readonly SpaceFilter? _filter;
    private readonly int _k;
    private readonly int _candidates;
    private readonly SearchLimits _limits;
    private readonly DiversityPlan _diversity;
    private readonly DeltaView _delta;
    private readonly int _inBase;

    /// <summary>A search of k results, at least 1, under a filter of the same space; the limits are those of one query, but for the deadline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BatchSearcher(SpaceView space, BatchScratch scratch, Course course, SpaceFilter? filter, int k, SearchLimits limits = default, DiversityPlan diversity = default, DeltaView delta = default)
    {
        _space = space;
        _scratch = scratch;
        _course = course;
        _filter = filter;
        _k = k;
        _limits = limits;
        _diversity = diversity;
        _delta = delta;
        _candidates = diversity.CandidatesFor(k, ProductIndex.MostMatches(space, filter, delta));
        _inBase = Math.Min(_candidates, ProductIndex.MatchesOfBase(space, filter, delta));
    }

    /// <summary>Answers vectors [results x dimension] into neighbors [results x places]; all of them have a direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> vectors, ReadOnlySpan<int> excluded, Span<Neighbor> neighbors, Span<SearchResult> results)
    {
        int dimension = _space.Model.Dimension;
        int places = neighbors.Length / results.Length;
        Waiting waiting = default;
        int count = 0;

        // Queries whose walks scored more or less may scan less or more: each alone.
        int together = _limits.MaxScoredVectors > 0 ? 1 : BatchScratch.MostTogether;
        for (int query = 0; query < results.Length; query++)
        {
            SearchContext scratch = _scratch[count];
            SessionVector.FromVector(_space.Model, vectors.Slice(query * dimension, dimension), scratch);
            scratch.See(_delta, _filter);
            scratch.Excluded.Clear();
            scratch.Exclude(excluded);
            scratch.Begin(_limits, _diversity, _k);
            SearchStrategy road = SearchStrategy.None;
            if (scratch.Budget.IsLimited && scratch.Budget.IsSpent(0))
            {
                // The time of the call was over before this query's turn.
                scratch.Budget.ThrowIfCancelled();
                results[query] = new SearchResult { Truncated = true };
            }
            else
            {
                road = _inBase == 0 ? scratch.TakeNothing() : Searcher.Take(_space, scratch, _course, _inBase, [], _filter);
                if (!Course.NeedsScan(road))
                {
                    results[query] = Finish(scratch, neighbors.Slice(query * places, places), road);
                }
            }

            if (Course.NeedsScan(road))
            {
                waiting[count++] = (query, road);
            }

            if (count == together || (count > 0 && query == results.Length - 1))
            {
                ScanTogether(waiting[..count], neighbors, places, results);
                count = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanTogether(ReadOnlySpan<(int Query, SearchStrategy Strategy)> waiting, Span<Neighbor> neighbors, int places, Span<SearchResult> results)
    {
        // Rows that queries share are read whole.
        bool byHeads = waiting.Length == 1 && waiting[0].Strategy == SearchStrategy.PrefixScan;
        if (waiting.Length == 1)
        {
            Searcher.ScanFor(_space, _scratch[0], _course, _inBase, _filter, waiting[0].Strategy);
        }
        else
        {
            Searcher.Scan(_space, _scratch.First(waiting.Length), _inBase, _filter?.Rows, list: _filter?.List);
        }

        for (int i = 0; i < waiting.Length; i++)
        {
            (int query, SearchStrategy road) = waiting[i];
            results[query] = Finish(_scratch[i], neighbors.Slice(query * places, places), road == SearchStrategy.PrefixScan && !byHeads ? SearchStrategy.Scan : road);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult Finish(SearchContext scratch, Span<Neighbor> hits, SearchStrategy road)
    {
        scratch.Budget.ThrowIfCancelled();
        if (_delta.IsOn)
        {
            scratch.Top.Widen(_candidates);
            DeltaScan.Merge(_space, scratch);
        }

        scratch.Choose(_space);
        return _course.Report(scratch, hits, road, _space, _filter);
    }

    /// <summary>Number and road so far of the queries that wait; their scratches stand at the same places.</summary>
    [InlineArray(BatchScratch.MostTogether)]
    private struct Waiting
    {
        private (int Query, SearchStrategy Strategy) _first;
    }
}
