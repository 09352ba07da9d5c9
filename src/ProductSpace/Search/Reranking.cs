using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Re-ranks the pool of a walk: the best nodes, and the rows that share their codes, are offered by their exact form.
/// Codes may order very near products wrongly, so that a hit stands far behind in the pool. Therefore it goes on until
/// half as many nodes as its depth have brought no hit. Where the walk compared short codes, more nodes are ordered by
/// their whole codes first, which are half as many bytes as the exact form.
/// </summary>
internal static class Reranking
{
    private const int RowsAhead = 16;

    /// <summary>Offers nodes until enough of them match; returns how many did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(SpaceView space, SearchContext context, int k, RowSet? filter)
    {
        SearchPool pool = context.Walk.Pool;
        HitCollector hits = context.Hits;
        int depth = hits.DepthFor(k);
        int wanted = depth + hits.Excluded.Count;
        bool isLimited = hits.Limited.IsOn;
        bool hasEqualRows = !space.EqualRows.IsEmpty;
        if (space.Model.Navigation is not null)
        {
            OrderByCodes(space, context, hits.WalkDepthFor(space, k) + hits.Excluded.Count, filter);
        }

        int ahead = 0;
        int passed = 0;
        int offered = 0;

        if (space.IsScarce)
        {
            for (int i = 0; i < Math.Min(pool.Count, wanted); i++)
            {
                space.Exact.RequestPages(pool.Node(i));
            }
        }

        // Where few groups hold the nearest, the rest of the pool is looked at too.
        for (int i = 0; passed < wanted || (isLimited && !hits.Limited.IsFull); i++)
        {
            if (i == pool.Count && !pool.TryGrow())
            {
                break;
            }

            if (context.Budget.IsLateAt(offered++))
            {
                break;
            }

            for (; ahead < Math.Min(pool.Count, i + RowsAhead); ahead++)
            {
                space.Exact.Prefetch(pool.Node(ahead));
            }

            int node = pool.Node(i);
            int entered = hits.Top.Entered;
            bool any = hits.Offer(space, context.Query, node, filter);
            if (hasEqualRows)
            {
                foreach (int row in space.RowsEqualTo(node))
                {
                    if (context.Budget.IsLateAt(offered++))
                    {
                        break;
                    }

                    any |= hits.Offer(space, context.Query, row, filter);
                }
            }

            passed += any ? 1 : 0;
            if (hits.Top.Entered != entered)
            {
                wanted = Math.Max(wanted, passed + (depth / 2));
            }
        }

        return passed;
    }

    /// <summary>Orders the front of the pool by whole codes, as far as enough of its nodes match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OrderByCodes(SpaceView space, SearchContext context, int depth, RowSet? filter)
    {
        WalkScratch walk = context.Walk;
        SearchPool pool = walk.Pool;
        int[] nodes = walk.Nodes(pool.Count);
        int count = 0;
        for (int passed = 0; count < pool.Count && passed < depth; count++)
        {
            int node = pool.Node(count);
            nodes[count] = node;
            passed += filter is null || filter.Contains(node) ? 1 : 0;
        }

        int[] distances = walk.Dots;
        space.Codes.DotFar(nodes.AsSpan(0, count), context.Query.Codes, distances);
        QueryScorer scorer = new(context.Query.Codes);
        for (int i = 0; i < count; i++)
        {
            distances[i] = scorer.ToDistance(distances[i], nodes[i]);
        }

        pool.Reorder(distances.AsSpan(0, count));
    }
}
