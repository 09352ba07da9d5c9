using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Graph;

/// <summary>What one walk writes while it runs; reused from walk to walk, for one thread at a time.</summary>
internal sealed class WalkScratch
{
    private int[] _nodes = new int[64];

    public SearchPool Pool { get; } = new();

    public VisitedSet Visited { get; } = new();

    /// <summary>Dot products, as long as the last <see cref="Nodes"/>.</summary>
    public int[] Dots { get; private set; } = new int[64];

    /// <summary>Vectors scored since <see cref="Begin"/>.</summary>
    public long Scored { get; set; }

    /// <summary>Nodes expanded since <see cref="Begin"/>.</summary>
    public long Hops { get; set; }

    /// <summary>Room for the unseen neighbors of one node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int[] Nodes(int degree)
    {
        if (_nodes.Length < degree)
        {
            _nodes = new int[degree];
            Dots = new int[degree];
        }

        return _nodes;
    }

    /// <summary>Readies everything for a walk with a pool of <paramref name="ef"/> over a layer of <paramref name="nodes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int ef, int nodes)
    {
        Visited.Reset(nodes);
        BeginPool(ef);
    }

    /// <summary>The same over members alone, a bit each: other nodes count as seen, so that they are neither scored nor walked through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void BeginAmong(int ef, int nodes, ReadOnlySpan<ulong> members)
    {
        Visited.ResetTo(nodes, members);
        BeginPool(ef);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginPool(int ef)
    {
        Pool.Reset(ef);
        Scored = 0;
        Hops = 0;
    }
}
