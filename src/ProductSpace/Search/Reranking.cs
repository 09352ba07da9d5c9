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
            int hidden = hits.Excluded.Count;
            OrderByCodes(space, context, hits.WalkDepthFor(space, k) + hidden, k + hidden, filter);
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

    /// <summary>
    /// Orders the front of the pool by whole codes, as far as enough of its nodes match. Where short codes order a
    /// query badly, the nearest stand far behind, and more so the longer the walk was: it goes on until half as many
    /// nodes as its depth brought none that is among the nearest so far.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OrderByCodes(SpaceView space, SearchContext context, int depth, int nearest, RowSet? filter)
    {
        const int chunk = 32;
        WalkScratch walk = context.Walk;
        SearchPool pool = walk.Pool;
        int[] nodes = walk.Nodes(pool.Capacity);
        int[] distances = walk.Dots;
        NearestDistances best = walk.Nearest;
        best.Begin(nearest);
        QueryScorer scorer = new(context.Query.Codes);
        int count = 0;
        int passed = 0;
        for (int wanted = depth; passed < wanted;)
        {
            int start = count;
            for (int more = Math.Min(chunk, wanted - passed); more > 0 && count < nodes.Length; count++)
            {
                if (count == pool.Count && !pool.TryGrow())
                {
                    break;
                }

                nodes[count] = pool.Node(count);
                more -= filter is null || filter.Contains(nodes[count]) ? 1 : 0;
            }

            if (count == start)
            {
                break;
            }

            Span<int> dots = distances.AsSpan(start, count - start);
            space.Codes.DotFar(nodes.AsSpan(start, count - start), context.Query.Codes, dots);
            for (int i = start; i < count; i++)
            {
                distances[i] = scorer.ToDistance(distances[i], nodes[i]);
                if (filter is null || filter.Contains(nodes[i]))
                {
                    passed++;
                    wanted = best.Add(distances[i]) ? Math.Max(wanted, passed + (depth / 2)) : wanted;
                }
            }
        }

        pool.Reorder(distances.AsSpan(0, count));
    }
}
