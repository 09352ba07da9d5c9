using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>
/// The least of the distances that were added, in order. Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed class NearestDistances
{
    private int[] _distances = new int[64];
    private int _wanted;
    private int _count;

    /// <summary>Forgets all distances, and keeps the <paramref name="wanted"/> least from then on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int wanted)
    {
        Debug.Assert(wanted > 0);
        Memory.ScratchArray.EnsureCapacity(ref _distances, wanted);
        _wanted = wanted;
        _count = 0;
    }

    /// <summary>Whether as many were added as are kept.</summary>
    public bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count == _wanted;
    }

    /// <summary>The largest of the distances that are kept, of which there is one at least.</summary>
    public int Farthest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _distances[_count - 1];
    }

    /// <summary>Adds a distance; true if it is among the least so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(int distance)
    {
        Span<int> kept = _distances.AsSpan(0, _wanted);
        if (_count == _wanted && distance >= kept[_count - 1])
        {
            return false;
        }

        int place = _count < _wanted ? _count++ : _count - 1;
        for (; place > 0 && kept[place - 1] > distance; place--)
        {
            kept[place] = kept[place - 1];
        }

        kept[place] = distance;
        return true;
    }
}
