using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Graph;

/// <summary>Scratch of a walk, reused from walk to walk by one thread at a time.</summary>
internal sealed class WalkScratch
{
    private int[] _nodes = new int[64];

    public SearchPool Pool { get; } = new();

    public VisitedSet Visited { get; } = new();

    /// <summary>Ends walks that have found enough.</summary>
    public WalkWatch Watch { get; } = new();

    /// <summary>Dot products, as long as the array of the last <see cref="Nodes"/>.</summary>
    public int[] Dots { get; private set; } = new int[64];

    /// <summary>Number of vectors scored since <see cref="Begin"/>.</summary>
    public long Scored { get; set; }

    /// <summary>Number of nodes expanded since <see cref="Begin"/>.</summary>
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

    /// <summary>
    /// Prepares a walk with a pool of <paramref name="ef"/> over a layer of <paramref name="nodes"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int ef, int nodes)
    {
        Visited.Reset(nodes);
        BeginPool(ef);
    }

    /// <summary>
    /// Prepares a walk over members only, given as bits. Other nodes count as seen: they are neither scored nor walked
    /// through.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
