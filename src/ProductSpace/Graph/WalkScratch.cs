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

    /// <summary>Distances by whole codes, where the walk compared short ones.</summary>
    public NearestDistances Nearest { get; } = new();

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
    /// <param name="ef">Nodes that the pool keeps.</param>
    /// <param name="nodes">Those of the layer.</param>
    /// <param name="front">Nodes that the pool keeps in order from the start.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int ef, int nodes, int front = int.MaxValue)
    {
        Visited.Reset(nodes);
        BeginPool(ef, front);
    }

    /// <summary>
    /// Prepares a walk over members only, given as bits. Other nodes count as seen: they are neither scored nor walked
    /// through.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginAmong(int ef, int nodes, ReadOnlySpan<ulong> members, int front = int.MaxValue)
    {
        Visited.ResetTo(nodes, members);
        BeginPool(ef, front);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginPool(int ef, int front)
    {
        Pool.Reset(ef, front);
        Scored = 0;
        Hops = 0;
    }
}
