using ProductSpace.Delta;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Delta;

/// <summary>
/// The ways that an index with a delta can answer one question, each taken on purpose where the snapshot has it: in a shop of
/// this size the planner would scan. Plans are put where the index remembers its own, under targets that nobody else asks for.
/// A twin answers one strategy, and no other, from a log that is not the delta's.
/// </summary>
internal sealed class DeltaStrategies(ProductIndex index, BrokenStrategy? broken = null)
{
    private const float ScanTarget = 0.901f;
    private const float WalkTarget = 0.902f;
    private const float CellsTarget = 0.903f;
    private const float CellsThenGraphTarget = 0.904f;

    public SearchResult Exact(ReadOnlySpan<float> query, Span<Neighbor> hits, in SearchOptions options)
    {
        SearchResult result = index.SearchExact(query, hits, options);
        if (IsBroken("exact", result.Strategy, out DeltaLog? delta))
        {
            result = index.SearchExact(query, hits, options);
            index.DeltaLog = delta;
        }

        return result;
    }

    public SearchResult Search(string name, ReadOnlySpan<float> query, Span<Neighbor> hits, in SearchOptions options)
    {
        SearchResult result = index.Search(query, hits, options);
        if (IsBroken(name, result.Strategy, out DeltaLog? delta))
        {
            result = index.Search(query, hits, options);
            index.DeltaLog = delta;
        }

        return result;
    }

    public void Many(string name, bool isExact, ReadOnlySpan<float> queries, Span<Neighbor> hits, Span<SearchResult> results, in SearchOptions options)
    {
        Many(isExact, queries, hits, results, options);
        if (IsBroken(name, results[0].Strategy, out DeltaLog? delta))
        {
            Many(isExact, queries, hits, results, options);
            index.DeltaLog = delta;
        }
    }

    /// <summary>Every forced strategy that the snapshot has, for a question without caps.</summary>
    public IEnumerable<(string Name, SearchOptions Options)> Forced(SearchOptions options, int places, int number)
    {
        string filtered = options.Filter is null ? string.Empty : ", filtered";
        SearchOptions scan = options with { TargetRecall = ScanTarget };
        bool byPrefixes = options.Filter is ProductFilter some
            && WorkModel.FitsPrefixScan(index.ViewOf(options.Space ?? Space.Similar), some.In(options.Space ?? Space.Similar).Rows, ScanTarget);
        Plan(scan, places, _ => byPrefixes ? TestPlans.PrefixScan(ScanTarget) : SearchPlan.Exact);
        yield return ("scan" + filtered, scan);
        if (index.Info.M > 0)
        {
            SearchOptions walk = options with { TargetRecall = WalkTarget };
            int walkEf = 1 + (number % 40);
            Plan(walk, places, _ => options.Filter is null ? TestPlans.Graph(walkEf) : TestPlans.FilteredGraph(walkEf));
            yield return ("walk" + filtered, walk);
        }

        if (index.Info.Structures is IndexStructures.Both or IndexStructures.Cells)
        {
            SearchOptions cells = options with { TargetRecall = CellsTarget };
            Plan(cells, places, k => options.Filter is null ? TestPlans.Cells(1 + (number % 12), k: k) : TestPlans.FilteredCells(k, CellsTarget));
            yield return ("cells" + filtered, cells);
        }

        if (index.Info.Structures == IndexStructures.Both && options.Filter is null)
        {
            SearchOptions both = options with { TargetRecall = CellsThenGraphTarget };
            Plan(both, places, k => TestPlans.Cells(1 + (number % 4), 1 + (number % 40), k));
            yield return ("cells, then walk", both);
        }
    }

    /// <summary>
    /// The walk over the matches of a filter alone, which takes over in large shops only: begun at their first row, and, as a
    /// search does, finished by a scan where it found too few. Null where there is nothing to walk over.
    /// </summary>
    public SearchResult? WalkMatches(ReadOnlySpan<float> query, Span<Neighbor> hits, SearchOptions options)
    {
        SearchResult? result = WalkMatchesOnce(query, hits, options);
        if (result is not null && IsBroken("walk over matches", result.Value.Strategy, out DeltaLog? delta))
        {
            result = WalkMatchesOnce(query, hits, options);
            index.DeltaLog = delta;
        }

        return result;
    }

    private SearchResult? WalkMatchesOnce(ReadOnlySpan<float> query, Span<Neighbor> hits, SearchOptions options)
    {
        SpaceView space = index.ViewOf(options.Space ?? Space.Similar);
        SpaceFilter filter = options.Filter!.In(options.Space ?? Space.Similar);
        DeltaView delta = index.DeltaIn(options.Space ?? Space.Similar);
        SearchRequest request = index.RequestOf(options, options.Space ?? Space.Similar, QueryKind.Vector, delta, exact: false);
        int inBase = request.MatchesInBase;
        int k = Math.Min(hits.Length, request.MaxMatches);
        if (index.Info.Structures != IndexStructures.Both || inBase == 0)
        {
            return null;
        }

        SearchContext scratch = new();
        scratch.Attach(delta, options.Filter.DeltaMatches);
        QueryPreparation.FromVector(index.Snapshot, space, query, options, scratch);
        scratch.Begin(default, default, k);
        int found = Math.Min(k, inBase);
        scratch.Hits.Start(found);
        MatchGraphSearch.Run(space, scratch, filter, [0], 64, found);
        SearchStrategy strategy = scratch.Hits.Top.Count == found ? SearchStrategy.CellsThenGraph : SearchStrategy.GraphThenScan;
        if (strategy == SearchStrategy.GraphThenScan)
        {
            ExactScan.Run(space, new ReadOnlySpan<SearchContext>(in scratch), filter);
        }

        if (delta.IsOn)
        {
            scratch.Hits.Top.Widen(k);
            DeltaScan.Merge(space, scratch);
        }

        return new SearchResult { Count = scratch.Write(hits, float.NegativeInfinity), Strategy = strategy };
    }

    private void Many(bool isExact, ReadOnlySpan<float> queries, Span<Neighbor> hits, Span<SearchResult> results, in SearchOptions options)
    {
        if (isExact)
        {
            index.SearchManyExact(queries, hits, results, options);
        }
        else
        {
            index.SearchMany(queries, hits, results, options);
        }
    }

    /// <summary>Remembers a plan for the question as the index will look for it.</summary>
    private void Plan(SearchOptions options, int places, Func<int, SearchPlan> planFor)
    {
        SpaceView space = index.ViewOf(options.Space ?? Space.Similar);
        SearchRequest request = index.RequestOf(options, options.Space ?? Space.Similar, QueryKind.Vector, index.DeltaIn(options.Space ?? Space.Similar), exact: false);
        int k = Math.Min(request.MatchesInBase, Math.Min(places, request.MaxMatches));
        if (options.Filter is ProductFilter filter)
        {
            filter.PlansIn(options.Space ?? Space.Similar).Set(QueryKind.Vector, k, options.TargetRecall, planFor(k));
        }
        else
        {
            int planned = space.HasGraph ? k : (int)Math.Min(index.Count, k + (2L * options.Exclude.Length));
            index.Remember(options.Space ?? Space.Similar, QueryKind.Vector, planned, options.TargetRecall, planFor(planned));
        }
    }

    /// <summary>With a twin whose strategy it was: its log is attached until the caller puts back the delta's.</summary>
    private bool IsBroken(string name, SearchStrategy strategy, out DeltaLog? delta)
    {
        delta = index.DeltaLog;
        if (broken is null || !broken.Is(name, strategy))
        {
            return false;
        }

        index.DeltaLog = broken.Log;
        return true;
    }
}

/// <summary>
/// A merged search with one fault in one strategy: that strategy forgets removals, or the products that were added. It sees another
/// log, to which the other writes are applied, so that ordinals mean the same products in both.
/// </summary>
internal sealed class BrokenStrategy(string name, SearchStrategy strategy, bool forgetsRemovals, DeltaLog log)
{
    public DeltaLog Log => log;

    /// <summary>Answers that the twin gave: none, and it has proved nothing.</summary>
    public int Answers { get; private set; }

    public bool Is(string asked, SearchStrategy taken)
    {
        bool is_ = asked == name && taken == strategy;
        Answers += is_ ? 1 : 0;
        return is_;
    }

    /// <summary>What the twin makes of a write.</summary>
    public void Apply(DeltaRecord write)
    {
        if (forgetsRemovals)
        {
            if (write.Kind != DeltaKind.Remove)
            {
                log.Apply(write);
            }
        }
        else
        {
            log.Apply(write.Kind == DeltaKind.Upsert ? new DeltaRecord { Kind = DeltaKind.Remove, Id = write.Id } : write);
        }
    }
}
