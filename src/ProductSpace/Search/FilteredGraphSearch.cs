using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy FilteredGraph: a walk over all products whose matches are the answer. It fits filters unrelated to the
/// query. One unlike the query lets too few nodes pass, under which a walk loses recall; where the first nodes tell, it
/// ends with them.
/// </summary>
internal static class FilteredGraphSearch
{
    /// <summary>Vectors that a walk scores, about, for each node of its pool that is settled.</summary>
    private const int ScoredPerNode = 8;

    /// <summary>
    /// Of what an unrelated filter lets pass, a fifth must pass in the sample, and half in the whole pool.
    /// </summary>
    private const int SamplePart = 5;
    private const int PoolPart = 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchWork Run(
        SpaceView space, SearchContext context, int ef, int k, ReadOnlySpan<int> seeds, RowSet filter)
    {
        WalkScratch walk = context.Walk;
        QueryScorer scorer = new(context.Query.CodesOfWalk(space.Model));
        long shared = (long)k * space.Count / Math.Max(1, filter.Count);
        int pool = context.Hits.PoolFor((int)Math.Min(WorkModel.MaxPool, shared), ef);
        walk.Begin(pool, space.Count);
        Graph.Walk.Enter(space.Base, scorer, GraphSearch.EntryNode(space, scorer, context), walk);
        foreach (int seed in seeds)
        {
            Graph.Walk.Enter(space.Base, scorer, space.NodeOf(seed), walk);
        }

        int sample = SampleFor(ef, space.Count, filter);
        Graph.Walk.SearchLayer(
            space.Base, scorer, walk, new Halt(context.Budget, walk.Scored + (ScoredPerNode * sample)));
        int met = Math.Min(sample, walk.Pool.Count);
        int passing = 0;
        for (int i = 0; i < met; i++)
        {
            passing += filter.Contains(walk.Pool.Node(i)) ? 1 : 0;
        }

        bool isTrusted = passing >= MinPassed(met, space.Count, filter, SamplePart);
        if (isTrusted && !context.Budget.IsCut)
        {
            GraphSearch.Continue(space, scorer, context, [], pool > ef ? ef : int.MaxValue);
        }

        context.Budget.Spend(walk.Scored);
        int passed = Reranking.Run(space, context, k, filter);
        int depth = WorkModel.RerankDepth(Math.Min(k, context.Hits.Promised));
        isTrusted &= passed >= Math.Min(depth, MinPassed(ef, space.Count, filter, PoolPart));
        bool isComplete = context.Budget.IsCut || (isTrusted && context.Hits.IsFilled);
        return new SearchWork(walk.Scored) { IsComplete = isComplete };
    }

    /// <summary>Nodes near the query, settled early, of which about twenty pass an unrelated filter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SampleFor(int pool, int count, RowSet filter) =>
        (int)Math.Min(pool / 4, 20L * count / Math.Max(1, filter.Count));

    /// <summary>
    /// Nodes that must have passed for the walk to be trusted: a part of what an unrelated filter lets through.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MinPassed(int nodes, int count, RowSet filter, int part) =>
        (int)((long)nodes * filter.Count / Math.Max(1, count) / part);
}
