using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// SEARCH-LAYER of HNSW (Malkov and Yashunin, arXiv 1603.09320, algorithm 2) over integer codes, in two forms: the greedy
/// descent through the upper layers (ef = 1), and the search of a layer with a pool of ef nodes. Memory sets the price of
/// a hop, so all cache lines of all unseen neighbors are asked for before the first distance is computed, and the list of
/// the next candidate while the last ones are compared. Every node number is bounded by the layer before use, and no node
/// is expanded twice: a forged graph costs at most one visit of each node.
/// </summary>
internal static class Walk
{
    private const int LeastStarts = 64;

    /// <summary>Greedy search of one upper layer: the local minimum reached from <paramref name="start"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Descend<TScorer>(in LayerView layer, in TScorer scorer, int start, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        int[] nodes = scratch.Nodes(layer.Degree);
        int current = start;
        int best = DistanceOf(layer.Codes, scorer, start, nodes, scratch);
        while (true)
        {
            int count = Spread(layer, current, nodes);
            int nearest = Nearest(layer.Codes, scorer, current, count, nodes, scratch, ref best);
            if (nearest == current)
            {
                return current;
            }

            current = nearest;
        }
    }

    /// <summary>Scores the node that a descent begins at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int DistanceOf<TScorer>(CodeRows codes, in TScorer scorer, int node, int[] nodes, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        nodes[0] = node;
        codes.Dot(nodes.AsSpan(0, 1), scorer.Query, scratch.Dots);
        scratch.Scored++;
        return scorer.ToDistance(scratch.Dots[0], node);
    }

    /// <summary>Copies the neighbors of a node of an upper layer and asks for their codes; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Spread(in LayerView layer, int node, int[] nodes)
    {
        ReadOnlySpan<int> list = layer.Neighbors(node);
        int count = 0;
        while (count < list.Length && (uint)list[count] < (uint)layer.Count)
        {
            nodes[count] = list[count];
            count++;
        }

        layer.Codes.Prefetch(nodes.AsSpan(0, count));
        return count;
    }

    /// <summary>The nearest of the nodes where one is nearer than <paramref name="best"/>, else <paramref name="current"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Nearest<TScorer>(CodeRows codes, in TScorer scorer, int current, int count, int[] nodes, WalkScratch scratch, ref int best)
        where TScorer : struct, IScorer
    {
        int[] dots = scratch.Dots;
        codes.Dot(nodes.AsSpan(0, count), scorer.Query, dots);
        scratch.Scored += count;
        int nearest = current;
        for (int i = 0; i < count; i++)
        {
            int distance = scorer.ToDistance(dots[i], nodes[i]);
            if (distance < best)
            {
                best = distance;
                nearest = nodes[i];
            }
        }

        return nearest;
    }

    /// <summary>The number that a node of an upper layer has on the layer below it; 0 where a forged file leads nowhere.</summary>
    internal static int NodeBelow(LayerView[] upper, int layer, int node, int baseCount)
    {
        int below = upper[layer].Below[node];
        int count = layer > 0 ? upper[layer - 1].Count : baseCount;
        return (uint)below < (uint)count ? below : 0;
    }

    /// <summary>Puts a start node into the pool, unless it was seen.</summary>
    public static void Enter<TScorer>(in LayerView layer, in TScorer scorer, int node, WalkScratch scratch)
        where TScorer : struct, IScorer =>
        Enter(layer, scorer, [node], scratch);

    /// <summary>Puts start nodes into the pool, but for those that were seen. The list may be of any length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Enter<TScorer>(in LayerView layer, in TScorer scorer, ReadOnlySpan<int> starts, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        int[] nodes = scratch.Nodes(Math.Max(layer.Degree, LeastStarts));
        for (int first = 0; first < starts.Length; first += LeastStarts)
        {
            int count = scratch.Visited.AddUnseen(starts.Slice(first, Math.Min(LeastStarts, starts.Length - first)), layer.Count, nodes);
            layer.Codes.Prefetch(nodes.AsSpan(0, count));
            Offer(layer.Codes, scorer, count, nodes, scratch);
        }
    }

    /// <summary>Expands the nearest unexpanded node of the pool until all of its ef nodes are expanded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SearchLayer<TScorer>(in LayerView layer, in TScorer scorer, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        CodeRows codes = layer.Codes;
        SearchPool pool = scratch.Pool;
        VisitedSet visited = scratch.Visited;
        int[] nodes = scratch.Nodes(layer.Degree);
        int hops = 0;
        while (pool.TryNext(out int node))
        {
            hops++;
            int count = visited.AddUnseen(layer.Neighbors(node), codes.Count, nodes);
            codes.Prefetch(nodes.AsSpan(0, count));
            int next = pool.PeekNext();
            if (next >= 0)
            {
                layer.PrefetchNeighbors(next);
            }

            Offer(codes, scorer, count, nodes, scratch);
        }

        scratch.Hops += hops;
    }

    /// <summary>Scores nodes that are on their way into the cache and puts the near ones into the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Offer<TScorer>(CodeRows codes, in TScorer scorer, int count, int[] nodes, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        codes.Dot(nodes.AsSpan(0, count), scorer.Query, scratch.Dots);
        Insert(scorer, count, nodes, scratch);
    }

    /// <summary>Puts the near ones of nodes whose dot products are known into the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Insert<TScorer>(in TScorer scorer, int count, int[] nodes, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        SearchPool pool = scratch.Pool;
        int[] dots = scratch.Dots;
        scratch.Scored += count;
        int bound = pool.Bound;
        for (int i = 0; i < count; i++)
        {
            int distance = scorer.ToDistance(dots[i], nodes[i]);
            if (distance <= bound)
            {
                pool.Insert(distance, nodes[i]);
                bound = pool.Bound;
            }
        }
    }
}
