using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Nodes that a walk has met and its pool does not hold in order, as keys that are smaller the nearer a node is. They
/// are kept as they came; the nearest are selected when the pool asks for more.
/// </summary>
internal sealed class PoolRest
{
    private ulong[] _keys = [];

    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private set;
    }

    /// <summary>Forgets all nodes, and makes room for some.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reset(int room)
    {
        if (_keys.Length < room)
        {
            _keys = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)room)];
        }

        Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong key)
    {
        if (Count == _keys.Length)
        {
            Grow();
        }

        _keys[Count++] = key;
    }

    /// <summary>Moves the nearest nodes out, as many as the span takes and there are at least, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(Span<ulong> nearest)
    {
        Span<ulong> keys = _keys.AsSpan(0, Count);
        Selection.Select(keys, nearest.Length);
        keys[..nearest.Length].CopyTo(nearest);
        nearest.Sort();
        Count -= nearest.Length;
        int moved = Math.Min(nearest.Length, Count);
        keys.Slice(keys.Length - moved, moved).CopyTo(keys);
    }

    /// <summary>Forgets all but the nearest <paramref name="count"/>; returns the largest key of these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong KeepNearest(int count)
    {
        Selection.Select(_keys.AsSpan(0, Count), count);
        Count = count;
        ulong last = 0;
        foreach (ulong key in _keys.AsSpan(0, count))
        {
            last = Math.Max(last, key);
        }

        return last;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow() => Array.Resize(ref _keys, Math.Max(64, 2 * _keys.Length));
}
