using System.Runtime.CompilerServices;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Executes the plan of a search: its strategies in their order until one finds enough, again with more room where a
/// delta hides what they found, then the products of the delta, then the choice among the candidates. The only place
/// that knows which code a strategy stands for. 0 bytes a search.
/// </summary>
internal static class SearchExecutor
{
    /// <summary>Room that a plan has to spare for what a delta hides.</summary>
    public const double SpareRoom = 1.15;

    /// <summary>Growth of the room in one step: few rows met say little.</summary>
    private const double MaxGrowth = 8;

    /// <summary>Most excluded products of a walk that ends by itself: a long session and a cart.</summary>
    private const int MostExcluded = 64;

    /// <summary>Answers the prepared query of a context, whose hits stay until it is used again.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="context">With the query, what is excluded, and the delta attached.</param>
    /// <param name="seeds">Slots where a walk starts beside the entry point.</param>
    /// <param name="neighbors">Takes the hits, best first; k is its length.</param>
    public static SearchResult Run(
        in SearchRequest request, SearchContext context, ReadOnlySpan<int> seeds, Span<Neighbor> neighbors)
    {
        int k = Math.Min(neighbors.Length, request.MaxMatches);
        if (k == 0)
        {
            return default;
        }

        int candidates = request.Diversity.CandidatesFor(k, request.MaxMatches);
        int inBase = Math.Min(candidates, request.MatchesInBase);
        int promised = request.Promised > 0 && !request.Diversity.IsOn ? Math.Min(inBase, request.Promised) : inBase;
        context.Begin(request.Limits, request.Diversity, k, promised < inBase ? promised : int.MaxValue);
        context.Floor = request.MinSimilarity ?? float.NegativeInfinity;
        SearchPlan plan = request.PlanFor(promised, context.Hits.Excluded.Count);
        Strategy last = RunToScan(request.Space, context, plan, inBase, seeds, request.Filter, out SearchWork work);
        if (SearchPlan.IsScan(last))
        {
            work = Scan(last, request.Space, context, plan, request.Filter).After(work);
        }

        return Finish(request, context, plan, last, work, candidates, neighbors);
    }

    /// <summary>
    /// Runs a plan up to a scan. Returns the strategy that found the answer, or the scan that has to follow: many
    /// queries share the rows of one. Where a delta hides products, those met fill places that were meant for others;
    /// the calibration knows nothing of it. So the plan gets more room by the share of what is gone, and runs again,
    /// wider, where more of what it met was hidden than it had room for: the products of a brand that was taken down
    /// are near to each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Strategy RunToScan(
        SpaceView space,
        SearchContext context,
        in SearchPlan plan,
        int k,
        ReadOnlySpan<int> seeds,
        SpaceFilter? filter,
        out SearchWork work)
    {
        ExclusionList excluded = context.Hits.Excluded;
        if (!excluded.Hides)
        {
            return RunOnce(space, context, plan, k, seeds, filter, out work);
        }

        SearchWork before = default;
        double width = (double)space.Count / Math.Max(1, space.Count - context.Delta.Gone);
        while (true)
        {
            SearchPlan wider = plan.Widen(width, space.Count, space.Cells?.Count ?? 0);
            if (width > 1 && wider.EfSearch > WorkModel.MaxPool)
            {
                context.Hits.Start(k);
                work = before;
                return plan.LastScan;
            }

            context.Oversampling = width;
            excluded.BeginMeeting();
            Strategy last = RunOnce(space, context, wider, k, seeds, filter, out work);
            work = work.After(before);
            int living = Math.Max(1, excluded.Met);
            double needed = (double)(living + excluded.Hidden) / living;
            bool isWideEnough = needed <= SpareRoom * width || width >= space.Count;
            if (SearchPlan.IsScan(last) || last == Strategy.None || isWideEnough || context.Budget.IsCut)
            {
                return last;
            }

            // Wider by a third at least, up to all of the space: the loop ends.
            before = work;
            width = Math.Min(needed * SpareRoom, width * MaxGrowth);
        }
    }

    /// <summary>Runs the scan that <see cref="RunToScan"/> left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SearchWork Scan(
        Strategy scan, SpaceView space, SearchContext context, in SearchPlan plan, SpaceFilter? filter) =>
        Execute(scan, space, context, plan, k: 0, seeds: [], filter);

    /// <summary>Merges the delta, chooses among the candidates, writes the answer and says how it was found.</summary>
    public static SearchResult Finish(
        in SearchRequest request,
        SearchContext context,
        in SearchPlan plan,
        Strategy last,
        in SearchWork work,
        int candidates,
        Span<Neighbor> neighbors)
    {
        context.Budget.ThrowIfCancelled();
        long scored = work.Scored;
        if (request.MergesDelta)
        {
            context.Hits.Top.Widen(candidates);
            scored += DeltaScan.Merge(request.Space, context);
            context.Budget.ThrowIfCancelled();
        }

        float min = request.MinSimilarity ?? float.NegativeInfinity;
        if (context.Diversity.Penalty > 0)
        {
            context.Choice.Choose(request.Space, context, context.Wanted, min);
            context.Budget.ThrowIfCancelled();
        }

        SearchStrategy strategy = plan.Describe(last, work.HandedOver);
        return new SearchResult
        {
            Count = context.Write(neighbors, min),
            Strategy = strategy,
            Scored = scored,
            CellsScanned = work.Cells,
            EfSearch = work.HandedOver && strategy == SearchStrategy.CellsThenGraph ? plan.Handover.EfSearch
                : work.EfSearch > 0 ? work.EfSearch
                : plan.EfSearch,
            ExpectedRecall = context.Budget.IsCut ? 0
                : strategy is SearchStrategy.Scan or SearchStrategy.GraphThenScan ? 1
                : work.Missing >= 0 ? 1 - work.Missing
                : request.EfSearch > 0 ? 0
                : request.TargetRecall,
            ExpectedWalkMicroseconds = plan.Estimates.Graph.Microseconds,
            ExpectedCellsMicroseconds = plan.Estimates.Cells.Microseconds,
            ExpectedScanMicroseconds = plan.Estimates.Scan.Microseconds,
            Truncated = context.Budget.IsCut,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Strategy RunOnce(
        SpaceView space,
        SearchContext context,
        in SearchPlan plan,
        int k,
        ReadOnlySpan<int> seeds,
        SpaceFilter? filter,
        out SearchWork work)
    {
        context.Hits.Start(k);
        work = default;
        Strategy strategy = plan.First;
        while (strategy != Strategy.None && !SearchPlan.IsScan(strategy))
        {
            work = Execute(strategy, space, context, plan, k, seeds, filter).After(work);
            if (work.IsComplete)
            {
                break;
            }

            strategy = plan.After(strategy);
        }

        return strategy;
    }

    /// <summary>
    /// What the stop was calibrated for: the k nearest, without more than a few in between that may not be in the
    /// answer. Products that a delta hides have room of their own, and <see cref="RunToScan"/> counts those met.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CanEndByItself(SearchContext context) => !context.Hits.Limited.IsOn
        && context.Hits.Excluded.Passes is null && context.Hits.Excluded.Count <= MostExcluded;

    private static SearchWork Execute(
        Strategy strategy,
        SpaceView space,
        SearchContext context,
        in SearchPlan plan,
        int k,
        ReadOnlySpan<int> seeds,
        SpaceFilter? filter)
    {
        switch (strategy)
        {
            case Strategy.Graph or Strategy.CellsThenGraph when plan.Stop.IsOn && CanEndByItself(context):
                return GraphSearch.RunUntilEnough(space, context, plan.Stop, k, seeds, plan.Cells);
            case Strategy.Graph:
                return GraphSearch.Run(space, context, plan.EfSearch, k, seeds);
            case Strategy.Cells or Strategy.CellsThenGraph:
                return context.Cells.Run(space, context, plan, k, seeds);
            case Strategy.FilteredGraph:
                return FilteredGraphSearch.Run(space, context, plan.EfSearch, k, seeds, filter!.Rows);
            case Strategy.MatchGraph when CanEndByItself(context):
                return MatchGraphSearch.RunFromCells(space, context, filter!, plan.Among, k, seeds);
            case Strategy.MatchGraph:
                return default;
            case Strategy.FilteredCells:
                return context.FilteredCells.Run(space, context, plan, k, filter!);
            case Strategy.PrefixScan:
                return context.Prefixes.Run(space, context, plan.PrefixRecall, filter!);
            case Strategy.GroupedPrefixScan:
                return context.Groups.Run(space, context, plan, filter!);
            default:
                return ExactScan.Run(space, new ReadOnlySpan<SearchContext>(in context), filter);
        }
    }
}
