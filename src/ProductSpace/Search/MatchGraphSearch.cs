using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy MatchGraph, and the end of filtered cells that hand over: walks layer 0 over nodes that stand for matches
/// alone, from the best places of some cells. A wide filter leaves the graph connected, so that none but matches are
/// scored. A walk from the nearest cells ends by itself (<see cref="MatchWalkRule"/>); where almost no products around
/// the query match, the filter is unlike it, and other strategies follow.
/// </summary>
internal static class MatchGraphSearch
{
    /// <summary>
    /// Nodes of the pool of a walk that ends by itself: thin lists let nearly all scored nodes in, and a long pool
    /// costs more to keep sorted than its last nodes are worth.
    /// </summary>
    private const int LeastPool = 384;

    /// <summary>See <see cref="LeastPool"/>.</summary>
    private const int PoolPerPlace = 12;

    /// <summary>Walks and re-ranks; returns the vectors scored.</summary>
    /// <param name="space">With a graph and cells.</param>
    /// <param name="context">Whose hits take the answer.</param>
    /// <param name="filter">What matches.</param>
    /// <param name="near">Keys of places in the cells; they are rearranged.</param>
    /// <param name="ef">Pool of the walk.</param>
    /// <param name="k">Results, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Run(SpaceView space, SearchContext context, SpaceFilter filter, Span<ulong> near, int ef, int k)
    {
        WalkScratch walk = context.Walk;
        QueryScorer scorer = new(context.Query.CodesOfWalk(space.Model));
        int depth = WorkModel.RerankDepth(space, Math.Min(k, context.Hits.Promised));
        ef = Math.Max(ef, context.Oversample(depth)) + context.Hits.Excluded.Count;
        walk.BeginAmong(ef, space.Count, filter.Nodes.Words);
        if (near.Length > ef)
        {
            Selection.Partition(near, ef);
            near = near[..ef];
        }

        Span<int> starts = context.Rows;
        for (int first = 0; first < near.Length; first += starts.Length)
        {
            if (context.Budget.IsLimited && first > 0 && context.Budget.IsLate())
            {
                break;
            }

            int count = Math.Min(starts.Length, near.Length - first);
            for (int i = 0; i < count; i++)
            {
                starts[i] = Math.Max(0, space.NodeOf(space.Cells!.RowAt((uint)near[first + i])));
            }

            Graph.Walk.Enter(space.Base, scorer, starts[..count], walk);
        }

        GraphSearch.Continue(space, scorer, context, []);
        context.Budget.Spend(walk.Scored);
        Reranking.Run(space, context, k, filter.Rows);
        return walk.Scored;
    }

    /// <summary>
    /// Walks from the nearest cells that hold matches; finds nothing where the filter is unlike the query, or where
    /// what may be in the answer is not what the stop was counted for.
    /// </summary>
    /// <param name="space">With a graph and cells.</param>
    /// <param name="context">Whose hits take the answer.</param>
    /// <param name="filter">What matches, with cells.</param>
    /// <param name="rule">Cells and stop.</param>
    /// <param name="k">Results, at least 1.</param>
    /// <param name="seeds">Slots to start from too, where they match.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchWork RunFromCells(
        SpaceView space,
        SearchContext context,
        SpaceFilter filter,
        in MatchWalkRule rule,
        int k,
        ReadOnlySpan<int> seeds)
    {
        double around = context.Cells.LookAround(space, context, filter.Cells!);
        if (rule.IsUnlike(around))
        {
            return new SearchWork(0) { IsComplete = context.Budget.IsCut };
        }

        WalkScratch walk = context.Walk;
        QueryScorer scorer = new(context.Query.CodesOfWalk(space.Model));
        WalkStop stop = rule.StopFor(around);
        int hidden = context.Hits.Excluded.Count + GraphSearch.PlacesOfGone(context, k);
        int places = stop.K + hidden;
        context.Query.PrepareWalkSimilarity(space.Model);
        int pool = (int)Math.Clamp((long)PoolPerPlace * places, LeastPool, Math.Max(WalkStop.Pool, 2L * places));
        OrderDepth depth = context.Hits.OrderDepthFor(space, context.Query, k, stop.Allowed);
        int kept = Math.Max(places, depth.Nodes + hidden);
        walk.BeginAmong(pool, space.Count, filter.Nodes.Words, GraphSearch.FrontFor(places));
        context.Cells.StartAmong(space, context, scorer, MatchWalkRule.CellsFor(around), filter.Cells!);
        GraphSearch.EnterSeeds(space, scorer, context, seeds);
        walk.Watch.Begin(stop, walk.Pool, places, kept, context.Query, depth.Margin);
        Graph.Walk.SearchLayer(space.Base, scorer, walk, new UntilEnough(walk.Watch, context.Budget));
        walk.Watch.End();
        context.Budget.Spend(walk.Scored);
        Reranking.Run(space, context, k, filter.Rows, stop.Allowed);
        return new SearchWork(walk.Scored, context.Cells.Scanned)
        {
            IsComplete = context.Hits.IsFilled || context.Budget.IsCut,
            EfSearch = walk.Watch.Depth,
            Missing = walk.Watch.Share,
        };
    }
}
