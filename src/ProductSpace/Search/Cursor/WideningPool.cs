using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Graph;

namespace ProductSpace.Search.Cursor;

/// <summary>
/// The pool of a walk that can be resumed: the nearest nodes seen so far, sorted, as the engine's own pool is, and
/// beside them everything that was seen and found no place. A wider pool takes its nodes from there, so that nothing
/// has to be scored again. Keys are distance (27 bit) | node (31 bit) | two marks: expanded, measured; ties go by node.
/// Invariant: no node of the rest is nearer than one of the pool.
/// </summary>
internal sealed class WideningPool
{
    private const ulong Expanded = 1;
    private const ulong Measured = 2;
    private const int NodeShift = 2;
    private const int DistanceShift = 33;

    private readonly PoolRest _rest = new();
    private ulong[] _keys = new ulong[64];
    private int _next;
    private int _unmeasured;

    /// <summary>Nodes in the pool.</summary>
    public int Count { get; private set; }

    /// <summary>Nodes that the pool may hold.</summary>
    public int Capacity { get; private set; }

    /// <summary>Empties pool and rest.</summary>
    public void Reset()
    {
        Capacity = 0;
        Count = 0;
        _rest.Reset(room: 64);
        _next = 0;
        _unmeasured = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Node(int position) => (int)((_keys[position] >> NodeShift) & int.MaxValue);

    /// <summary>Lets the pool hold more nodes, and takes the nearest of the rest into it.</summary>
    public void Widen(int capacity)
    {
        if (capacity <= Capacity)
        {
            return;
        }

        if (_keys.Length < capacity)
        {
            Array.Resize(ref _keys, (int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        }

        Capacity = capacity;
        int more = Math.Min(capacity - Count, _rest.Count);
        _rest.Take(_keys.AsSpan(Count, more));
        Count += more;
    }

    /// <summary>Takes a node that was not seen before. distance is in [0, 2^27).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Insert(int distance, int node)
    {
        ulong key = ((ulong)(uint)distance << DistanceShift) | ((ulong)(uint)node << NodeShift);
        ulong[] keys = _keys;
        int count = Count;
        if (count == Capacity)
        {
            if (count == 0 || key >= keys[count - 1])
            {
                _rest.Add(key);
                return;
            }

            count--;
            _rest.Add(keys[count]);
        }

        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (keys[middle] < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        keys.AsSpan(low, count - low).CopyTo(keys.AsSpan(low + 1));
        keys[low] = key;
        Count = count + 1;
        _next = Math.Min(_next, low);
        _unmeasured = Math.Min(_unmeasured, low);
    }

    /// <summary>The nearest node that was not expanded yet, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int PeekNext()
    {
        while (_next < Count && (_keys[_next] & Expanded) != 0)
        {
            _next++;
        }

        return _next < Count ? Node(_next) : -1;
    }

    /// <summary>Marks the node that <see cref="PeekNext"/> gave as expanded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeNext() => _keys[_next++] |= Expanded;

    /// <summary>
    /// Marks nodes among the first <paramref name="depth"/> that were not measured yet, the nearest first; returns how
    /// many fitted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TakeUnmeasured(int depth, Span<int> nodes)
    {
        int count = 0;
        int end = Math.Min(depth, Count);
        for (; _unmeasured < end && count < nodes.Length; _unmeasured++)
        {
            if ((_keys[_unmeasured] & Measured) == 0)
            {
                _keys[_unmeasured] |= Measured;
                nodes[count++] = Node(_unmeasured);
            }
        }

        return count;
    }
}
