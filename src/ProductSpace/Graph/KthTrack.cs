using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>
/// The k-th nearest of a walk, hop by hop: its distance, and how many hops ago it changed. Builds and searches look
/// through it, so that they see the same states.
/// </summary>
internal struct KthTrack()
{
    private int _hops;

    /// <summary>Distance of the k-th nearest; the largest number before there is one.</summary>
    public int Distance { get; private set; } = int.MaxValue;

    /// <summary>
    /// Looks at the pool before a hop; true if the k nearest changed since the last look.
    /// </summary>
    /// <param name="pool">With at least as many nodes as places.</param>
    /// <param name="places">Places of the pool that the k nearest take.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Look(SearchPool pool, int places)
    {
        int distance = pool.Distance(places - 1);
        bool isNew = distance != Distance;
        _hops = isNew ? 0 : _hops + 1;
        Distance = distance;
        return isNew;
    }

    /// <summary>The state of the walk, see <see cref="StopStates"/>.</summary>
    /// <param name="gap">Step of the gap to the next candidate.</param>
    /// <param name="depth">Place of the next candidate, excluded nodes not counted.</param>
    /// <param name="k">Results asked for.</param>
    /// <param name="near">Step of how near the k-th nearest is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int StateOf(int gap, int depth, int k, int near) => StopStates.Of(gap, _hops, depth, k, near);
}
