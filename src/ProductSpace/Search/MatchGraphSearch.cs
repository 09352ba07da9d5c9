using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Walks layer 0 over nodes that stand for matches alone, from the nearest places that filtered cells gave: a wide
/// filter leaves the graph connected, so that none but matches are scored, however unlike the query they are.
/// </summary>
internal static class MatchGraphSearch
{
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
        ef = Math.Max(ef, context.Oversample(WorkModel.RerankDepth(space, k))) + context.Hits.Excluded.Count;
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
}
