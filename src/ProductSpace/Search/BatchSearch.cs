using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Answers many vectors by one plan on one thread. Walks and cells go one after the other: taking turns did not pay
/// once the rows of a hop were asked for into the second cache (see the decision page of the batch). Queries that need
/// a scan of all rows or matches, from the start or after a walk that found too little, wait for each other and share
/// the rows; scans that pass rows over by their prefixes do so by what the one query found, and share none. Each query
/// takes the steps that it would take alone, so that its answer is the same.
/// </summary>
internal readonly ref struct BatchSearch
{
    private readonly SearchRequest _request;
    private readonly BatchContext _context;
    private readonly SearchPlan _plan;
    private readonly int _k;
    private readonly int _candidates;
    private readonly int _inBase;
    private readonly DeltaMatches? _deltaMatches;

    /// <summary>
    /// Prepares searches of k results, at least 1; the limits are those of one query, but for the deadline.
    /// </summary>
    /// <param name="request">What is asked of every vector.</param>
    /// <param name="context">Scratch.</param>
    /// <param name="k">Results of each.</param>
    /// <param name="excluded">Products that each excludes.</param>
    /// <param name="deltaMatches">Of the filter; null without one.</param>
    public BatchSearch(in SearchRequest request, BatchContext context, int k, int excluded, DeltaMatches? deltaMatches)
    {
        _request = request;
        _context = context;
        _k = k;
        _candidates = request.Diversity.CandidatesFor(k, request.MaxMatches);
        _inBase = Math.Min(_candidates, request.MatchesInBase);
        _plan = request.PlanFor(_inBase, excluded);
        _deltaMatches = deltaMatches;
    }

    /// <summary>Replaces the plan, for tests of one strategy.</summary>
    internal BatchSearch(in SearchRequest request, BatchContext context, int k, in SearchPlan plan)
        : this(request, context, k, excluded: 0, deltaMatches: null) => _plan = plan;

    /// <summary>
    /// Answers vectors [results x dimension] into neighbors [results x places]; all of them have a direction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(
        ReadOnlySpan<float> vectors, ReadOnlySpan<int> excluded, Span<Neighbor> neighbors, Span<SearchResult> results)
    {
        SpaceView space = _request.Space;
        int dimension = space.Model.GivenDimension;
        int places = neighbors.Length / results.Length;
        Waiting waiting = default;
        int count = 0;

        // Queries whose walks scored more or less may scan less or more: each alone.
        int together = _request.Limits.MaxScoredVectors > 0 ? 1 : BatchContext.MaxTogether;
        for (int query = 0; query < results.Length; query++)
        {
            SearchContext context = _context[count];
            SessionVector.FromVector(space.Model, vectors.Slice(query * dimension, dimension), context);
            context.Attach(_request.Delta, _deltaMatches);
            context.Hits.Excluded.Clear();
            context.Exclude(excluded);
            context.Begin(_request.Limits, _request.Diversity, _k);
            if (context.Budget.IsLimited && context.Budget.IsSpent(0))
            {
                // The time of the call was over before this query's turn.
                context.Budget.ThrowIfCancelled();
                results[query] = new SearchResult { Truncated = true };
            }
            else
            {
                Strategy last = SearchExecutor.RunToScan(
                    space, context, _plan, _inBase, [], _request.Filter, out SearchWork work);
                if (last == Strategy.Scan)
                {
                    waiting[count++] = new WaitingQuery(query, work);
                }
                else
                {
                    if (SearchPlan.IsScan(last))
                    {
                        work = SearchExecutor.Scan(last, space, context, _plan, _request.Filter).After(work);
                    }

                    results[query] = Finish(context, neighbors.Slice(query * places, places), last, work);
                }
            }

            if (count == together || (count > 0 && query == results.Length - 1))
            {
                Scan(waiting[..count], neighbors, places, results);
                count = 0;
            }
        }
    }

    /// <summary>Scans for queries that wait, which share the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(
        ReadOnlySpan<WaitingQuery> waiting, Span<Neighbor> neighbors, int places, Span<SearchResult> results)
    {
        SearchWork scan = ExactScan.Run(_request.Space, _context.First(waiting.Length), _request.Filter);
        for (int i = 0; i < waiting.Length; i++)
        {
            WaitingQuery query = waiting[i];
            Span<Neighbor> hits = neighbors.Slice(query.Number * places, places);
            results[query.Number] = Finish(_context[i], hits, Strategy.Scan, scan.After(query.Work));
        }
    }

    private SearchResult Finish(SearchContext context, Span<Neighbor> hits, Strategy last, in SearchWork work) =>
        SearchExecutor.Finish(_request, context, _plan, last, work, _candidates, hits);

    /// <summary>A query that waits for a scan; its context stands at the same place.</summary>
    private readonly record struct WaitingQuery(int Number, SearchWork Work);

    [InlineArray(BatchContext.MaxTogether)]
    private struct Waiting
    {
        private WaitingQuery _first;
    }
}
