using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search.Cursor;

/// <summary>
/// SEARCH-LAYER of HNSW that can be resumed: pool, what fell out of it and the set of seen nodes stay from page to
/// page, so that a wider pool goes on expanding where the last one ended. Each node is scored once, whatever the number
/// of pages; with a pool of ef at the end everything is expanded that is among its ef nearest, as after one walk with
/// that ef.
/// </summary>
internal sealed class PageWalk
{
    public WideningPool Pool { get; } = new();

    /// <summary>Starts at the entry point and at seeds (slots), with a pool of <paramref name="ef"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(SpaceView space, SearchContext scratch, ReadOnlySpan<int> seeds, int ef)
    {
        WalkScratch walk = scratch.Walk;
        walk.Begin(1, space.Count);
        Pool.Reset();
        Pool.Widen(ef);
        QueryScorer scorer = new(scratch.Query.CodesOfWalk(space.Model));
        Enter(space.Base, scorer, GraphSearch.EntryNode(space, scorer, scratch), walk);
        foreach (int seed in seeds)
        {
            Enter(space.Base, scorer, space.NodeOf(seed), walk);
        }
    }

    /// <summary>
    /// Expands until every node of the pool is, or until the budget ends it; what is left is done by the next call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(SpaceView space, SearchContext scratch, int ef)
    {
        LayerView layer = space.Base;
        CodeRows codes = layer.Codes;
        WalkScratch walk = scratch.Walk;
        SearchBudget budget = scratch.Budget;
        QueryScorer scorer = new(scratch.Query.CodesOfWalk(space.Model));
        int[] nodes = walk.Nodes(layer.Degree);
        long start = walk.Scored;
        Pool.Widen(ef);
        for (int node = Pool.PeekNext(); node >= 0; node = Pool.PeekNext())
        {
            if (budget.IsLimited && budget.IsSpent(walk.Scored - start))
            {
                break;
            }

            Pool.TakeNext();
            walk.Hops++;
            int count = layer.Lists.AddUnseen(node, walk.Visited, codes.Count, nodes);
            codes.Prefetch(nodes.AsSpan(0, count));
            int next = Pool.PeekNext();
            if (next >= 0)
            {
                layer.PrefetchNeighbors(next);
            }

            Offer(codes, scorer, count, nodes, walk);
        }

        budget.Spend(walk.Scored - start);
    }

    private void Enter(in LayerView layer, in QueryScorer scorer, int node, WalkScratch walk)
    {
        int[] nodes = walk.Nodes(layer.Degree);
        int count = walk.Visited.AddUnseen(new ReadOnlySpan<int>(in node), layer.Count, nodes);
        Offer(layer.Codes, scorer, count, nodes, walk);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(CodeRows codes, in QueryScorer scorer, int count, int[] nodes, WalkScratch walk)
    {
        int[] dots = walk.Dots;
        codes.Dot(nodes.AsSpan(0, count), scorer.Query, dots);
        walk.Scored += count;
        for (int i = 0; i < count; i++)
        {
            Pool.Insert(scorer.ToDistance(dots[i], nodes[i]), nodes[i]);
        }
    }
}
