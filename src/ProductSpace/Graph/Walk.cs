using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// SEARCH-LAYER of HNSW (Malkov and Yashunin, arXiv 1603.09320, algorithm 2) over integer codes, in two forms: the
/// greedy descent through the upper layers (ef = 1), and the search of a layer with a pool of ef nodes. Memory sets the
/// price of a hop, so the list of the next candidate is prefetched first, then the cache lines of the unseen neighbors,
/// some of them ahead of the compared ones. Every node number is checked against the layer before use, and no node is
/// expanded twice: a forged graph costs at most one visit of each node.
/// </summary>
internal static class Walk
{
    private const int StartsPerStep = 64;

    /// <summary>Hops down a layer between two looks at the time: a descent of a sound graph takes fewer.</summary>
    private const int HopsOfLook = 64;

    /// <summary>
    /// Searches one upper layer greedily; returns the local minimum reached from <paramref name="start"/>, or where a
    /// budget's time was up. Each hop comes nearer, so that a forged layer is gone through once at most.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Descend<TScorer>(
        in LayerView layer, in TScorer scorer, int start, WalkScratch scratch, SearchBudget? budget = null)
        where TScorer : struct, IScorer
    {
        CodeRows codes = layer.Codes;
        int[] nodes = scratch.Nodes(layer.Degree);
        int[] dots = scratch.Dots;
        Span<int> room = stackalloc int[layer.Degree];
        int current = start;
        nodes[0] = start;
        codes.Dot(nodes.AsSpan(0, 1), scorer.Query, dots);
        int best = scorer.ToDistance(dots[0], start);
        scratch.Scored++;
        for (int hops = 1; ; hops++)
        {
            ReadOnlySpan<int> list = layer.Neighbors(current, room);
            int count = 0;
            while (count < list.Length && (uint)list[count] < (uint)codes.Count)
            {
                nodes[count] = list[count];
                count++;
            }

            codes.DotFar(nodes.AsSpan(0, count), scorer.Query, dots);
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

            if (nearest == current || (hops % HopsOfLook == 0 && budget is not null && budget.IsLate()))
            {
                return nearest;
            }

            current = nearest;
        }
    }

    /// <summary>Puts a start node into the pool unless it was seen.</summary>
    public static void Enter<TScorer>(in LayerView layer, in TScorer scorer, int node, WalkScratch scratch)
        where TScorer : struct, IScorer =>
        Enter(layer, scorer, [node], scratch);

    /// <summary>Puts start nodes into the pool, except those already seen. The list may have any length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Enter<TScorer>(
        in LayerView layer, in TScorer scorer, ReadOnlySpan<int> starts, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        int[] nodes = scratch.Nodes(Math.Max(layer.Degree, StartsPerStep));
        for (int first = 0; first < starts.Length; first += StartsPerStep)
        {
            int count = scratch.Visited.AddUnseen(
                starts.Slice(first, Math.Min(StartsPerStep, starts.Length - first)), layer.Count, nodes);
            Offer(layer.Codes, scorer, count, nodes, scratch);
        }
    }

    /// <summary>Expands the nearest unexpanded node of the pool until all of its ef nodes are expanded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SearchLayer<TScorer>(in LayerView layer, in TScorer scorer, WalkScratch scratch)
        where TScorer : struct, IScorer =>
        SearchLayer(layer, scorer, scratch, default(Unlimited));

    /// <summary>
    /// Searches a layer until the limit ends it; the pool then holds the nearest nodes so far. A walk among members
    /// (<see cref="WalkScratch.BeginAmong"/>) stays connected if about one of seven neighbors is a member; its pool
    /// should hold start nodes near the query.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SearchLayer<TScorer, TLimit>(
        in LayerView layer, in TScorer scorer, WalkScratch scratch, TLimit limit)
        where TScorer : struct, IScorer
        where TLimit : struct, ILimit
    {
        CodeRows codes = layer.Codes;
        SearchPool pool = scratch.Pool;
        VisitedSet visited = scratch.Visited;
        int[] nodes = scratch.Nodes(layer.Degree);
        int hops = 0;
        while (!(TLimit.CanEnd && pool.PeekNext() >= 0 && limit.IsSpent(scratch.Scored)) && pool.TryNext(out int node))
        {
            hops++;
            Debug.Assert((uint)node < (uint)codes.Count);
            int count = layer.Lists.AddUnseen(node, visited, codes.Count, nodes);
            int next = pool.PeekNext();
            if (next >= 0)
            {
                layer.PrefetchNeighbors(next);
            }

            Offer(codes, scorer, count, nodes, scratch);
        }

        scratch.Hops += hops;
    }

    /// <summary>Scores nodes and offers them to the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Offer<TScorer>(CodeRows codes, in TScorer scorer, int count, int[] nodes, WalkScratch scratch)
        where TScorer : struct, IScorer
    {
        SearchPool pool = scratch.Pool;
        int[] dots = scratch.Dots;
        Debug.Assert(count <= nodes.Length && nodes.Length <= dots.Length);
        codes.DotFar(nodes.AsSpan(0, count), scorer.Query, dots);
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
