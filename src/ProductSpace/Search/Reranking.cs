using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Re-ranks the pool of a walk: the best nodes, and the rows that share their codes, are offered by their exact form.
/// Codes may order very near products wrongly, so that a hit stands far behind in the pool. Therefore it goes on until
/// half as many nodes as its depth have brought no hit, or codes tell that none behind can be one. Where the walk
/// compared short codes, more nodes are ordered by their whole codes first, which are half as many bytes as the exact
/// form.
/// </summary>
internal static class Reranking
{
    private const int RowsAhead = 16;

    /// <summary>
    /// Standard deviations of what codes lose of a similarity by which a product that they place behind the k-th
    /// nearest may still be nearer.
    /// </summary>
    private const double Deviations = 12;

    /// <summary>Offers nodes until enough of them match; returns how many did.</summary>
    /// <param name="space">That was walked.</param>
    /// <param name="context">With the pool of the walk, and the hits that take the answer.</param>
    /// <param name="k">Results, at least 1.</param>
    /// <param name="filter">What matches; null for all.</param>
    /// <param name="allowed">
    /// Share of the k nearest that the walk's end allowed to be missing, in 65535ths; 0 where it did not end by itself.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(SpaceView space, SearchContext context, int k, RowSet? filter, int allowed = 0)
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
            OrderByCodes(space, context, hits.OrderDepthFor(space, context.Query, k, allowed), hidden, k, filter);
        }

        // What a filter or group limits ask for may lie far behind the k nearest.
        bool canEnd = filter is null && !isLimited;
        if (canEnd)
        {
            context.Query.PrepareSimilarity(space.Model);
        }

        double slack = canEnd ? Deviations * context.Query.DeviationFor(space.Model) : 0;
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

            if (canEnd && hits.Top.IsFull
                && context.Query.SimilarityAt(QueryScorer.Bias - pool.Distance(i)) + slack < hits.Top.Least)
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
    /// Orders the front of the pool by whole codes, as far as enough of its nodes match, near ones come, or short codes
    /// leave open that a node is among the nearest (<see cref="OrderDepth"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OrderByCodes(
        SpaceView space, SearchContext context, in OrderDepth depth, int hidden, int k, RowSet? filter)
    {
        const int chunk = 32;
        WalkScratch walk = context.Walk;
        SearchPool pool = walk.Pool;
        int[] nodes = walk.Nodes(pool.Capacity);
        int[] distances = walk.Dots;
        NearestDistances best = walk.Nearest;
        best.Begin(k + hidden);
        if (depth.Margin > 0)
        {
            context.Query.PrepareWalkSimilarity(space.Model);
        }

        OrderReach reach = new(context.Query, depth.Margin);
        QueryScorer scorer = new(context.Query.Codes);
        int count = 0;
        int passed = 0;
        int wanted = depth.Nodes + hidden;
        int farthest = -1;
        while (true)
        {
            int start = count;
            int more = Math.Max(0, wanted - passed);
            for (; count < nodes.Length && count - start < chunk; count++)
            {
                if ((count == pool.Count && !pool.TryGrow()) || (more <= 0 && pool.Distance(count) > farthest))
                {
                    break;
                }

                nodes[count] = pool.Node(count);
                more -= filter is null || filter.Contains(nodes[count]) ? 1 : 0;
            }

            if (count == start || context.Budget.IsLateAt(start))
            {
                count = start;
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
                    wanted = best.Add(distances[i]) ? Math.Max(wanted, passed + depth.Patience) : wanted;
                }
            }

            farthest = reach.IsOn && best.IsFull ? reach.Of(best.Farthest) : -1;
        }

        pool.Reorder(distances.AsSpan(0, count));
    }
}
