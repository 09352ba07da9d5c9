using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy Graph: down the upper layers, layer 0 with a pool of efSearch from the entry point and the seeds
/// (K-NN-SEARCH, algorithm 5 of Malkov and Yashunin), or until the walk itself says that enough of the k nearest are
/// found (<see cref="WalkWatch"/>), then the exact form of the best few. Whatever a forged file says, rows are bounded.
/// </summary>
internal static class GraphSearch
{
    /// <summary>Measured: 24 and 32 nodes are best with rows of one line and of many, 32 and 48 at a million.</summary>
    private const int LeastFront = 32;

    /// <param name="space">With a graph.</param>
    /// <param name="context">Whose hits take the answer.</param>
    /// <param name="ef">Pool of the walk.</param>
    /// <param name="k">Results, at least 1.</param>
    /// <param name="seeds">Slots to start from beside the entry point.</param>
    public static SearchWork Run(SpaceView space, SearchContext context, int ef, int k, ReadOnlySpan<int> seeds)
    {
        int pool = context.Hits.PoolFor(k, ef);
        Begin(space, context, pool, cells: 0, out QueryScorer scorer);
        Continue(space, scorer, context, seeds, pool > ef ? ef : int.MaxValue);
        return End(space, context, k) with { EfSearch = ef };
    }

    /// <summary>Walks until the walk has found enough.</summary>
    /// <param name="space">With a graph, and with cells where the walk starts from them.</param>
    /// <param name="context">Whose hits take the answer, and whose scratch is used.</param>
    /// <param name="stop">When it is enough; on.</param>
    /// <param name="k">Results, at least 1.</param>
    /// <param name="seeds">Slots to start from too.</param>
    /// <param name="cells">
    /// Cells whose best rows the walk starts from, as many as the stop was counted for; 0 for the entry point.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchWork RunUntilEnough(
        SpaceView space, SearchContext context, in WalkStop stop, int k, ReadOnlySpan<int> seeds, int cells)
    {
        WalkScratch walk = context.Walk;
        int hidden = context.Hits.Excluded.Count + PlacesOfGone(context, stop.K);
        int places = stop.K + hidden;
        context.Query.PrepareWalkSimilarity(space.Model);
        OrderDepth depth = context.Hits.OrderDepthFor(space, context.Query, k, stop.Allowed);
        int kept = Math.Max(places, depth.Nodes + hidden);
        Begin(space, context, WalkStop.Pool + places, cells, out QueryScorer scorer, FrontFor(places));
        EnterSeeds(space, scorer, context, seeds);
        walk.Watch.Begin(stop, walk.Pool, places, kept, context.Query, depth.Margin);
        Graph.Walk.SearchLayer(space.Base, scorer, walk, new UntilEnough(walk.Watch, context.Budget));
        walk.Watch.End();
        return End(space, context, k, stop.Allowed) with
        {
            Cells = cells > 0 ? context.Cells.Scanned : 0,
            EfSearch = walk.Watch.Depth,
            Missing = walk.Watch.Share,
        };
    }

    /// <summary>
    /// Nodes that a walk which ends by itself keeps in order from the start: few, since each that comes nearer moves
    /// those behind it; the places of the k nearest, whose last the walk watches, are among them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FrontFor(int places) => Math.Max(LeastFront, places);

    /// <summary>
    /// Places among the nearest for products that a delta hides: as many as the executor lets pass without another
    /// search, or all that are gone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int PlacesOfGone(SearchContext context, int k)
    {
        int gone = context.Delta.Gone;
        return gone == 0 ? 0 : Math.Min(gone, context.Oversample((int)Math.Ceiling(k * SearchExecutor.SpareRoom)) - k);
    }

    /// <summary>
    /// Enters the seeds and searches layer 0 from what is in the pool, all of it or its first nodes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Continue(
        SpaceView space,
        in QueryScorer scorer,
        SearchContext context,
        ReadOnlySpan<int> seeds,
        int depth = int.MaxValue)
    {
        WalkScratch walk = context.Walk;
        EnterSeeds(space, scorer, context, seeds);
        if (depth != int.MaxValue)
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, new UntilDepth(walk.Pool, depth, context.Budget));
        }
        else if (context.Budget.IsLimited)
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, new Limited(context.Budget));
        }
        else
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, default(Unlimited));
        }
    }

    /// <summary>Begins a walk where cells say, or at the node of layer 0 that the upper layers lead to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(
        SpaceView space, SearchContext context, int ef, int cells, out QueryScorer scorer, int front = int.MaxValue)
    {
        WalkScratch walk = context.Walk;
        scorer = new QueryScorer(context.Query.CodesOfWalk(space.Model));
        walk.Begin(ef, space.Count, front);
        if (cells > 0)
        {
            context.Cells.Start(space, context, scorer, cells);
        }
        else
        {
            Graph.Walk.Enter(space.Base, scorer, EntryNode(space, scorer, context), walk);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SearchWork End(SpaceView space, SearchContext context, int k, int allowed = 0)
    {
        WalkScratch walk = context.Walk;
        context.Budget.Spend(walk.Scored);
        Reranking.Run(space, context, k, filter: null, allowed);
        return new SearchWork(walk.Scored) { IsComplete = context.Hits.IsFilled || context.Budget.IsCut };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void EnterSeeds(
        SpaceView space, in QueryScorer scorer, SearchContext context, ReadOnlySpan<int> seeds)
    {
        foreach (int seed in seeds)
        {
            Graph.Walk.Enter(space.Base, scorer, space.NodeOf(seed), context.Walk);
        }
    }

    /// <summary>Goes down the upper layers to a node of layer 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int EntryNode(SpaceView space, in QueryScorer scorer, SearchContext context)
    {
        SearchBudget? budget = context.Budget.IsLimited ? context.Budget : null;
        int node = space.Upper.Length > 0 ? 0 : space.EntryPoint;
        for (int i = space.Upper.Length - 1; i >= 0; i--)
        {
            node = Graph.Walk.Descend(space.Upper[i], scorer, node, context.Walk, budget);
            node = space.Upper[i].Below[node];
            int nodesBelow = i > 0 ? space.Upper[i - 1].Count : space.Count;
            node = (uint)node < (uint)nodesBelow ? node : 0;
        }

        return node;
    }
}
