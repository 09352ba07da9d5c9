using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>
/// The ef nearest nodes seen so far (W of the paper's SEARCH-LAYER and its candidates C in one): a sorted array of keys
/// = distance (32 bits) | node (31 bits) | expanded (1 bit). Ties of distance go by node number, so that the order of
/// arrival does not matter. Inserting moves memory, which beats a heap up to some hundred elements. A larger pool may
/// keep only its front sorted, and what lies behind as it came: a walk that comes to it sorts twice as many. Invariant:
/// no node of the rest is nearer than one of the front.
/// </summary>
internal sealed class SearchPool
{
    private readonly PoolRest _rest = new();
    private ulong[] _keys = new ulong[64];
    private int _capacity;
    private int _front;
    private int _count;
    private int _restBound;
    private int _next;
    private int _reach;

    /// <summary>Nodes in order; more may follow by <see cref="TryGrow"/>.</summary>
    public int Count => _count;

    /// <summary>Most nodes that the pool keeps.</summary>
    public int Capacity => _capacity;

    /// <summary>
    /// Admission bound: a node at a larger distance is not inserted. int.MaxValue while there is room, unless a limit
    /// was set.
    /// </summary>
    public int Bound { get; private set; }

    /// <summary>Empties the pool.</summary>
    /// <param name="capacity">Nodes to keep, above 0.</param>
    /// <param name="front">Nodes to keep in order, as long as no more are asked for; above 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reset(int capacity, int front = int.MaxValue)
    {
        Debug.Assert(capacity > 0 && front > 0);
        if (_keys.Length < capacity)
        {
            _keys = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity)];
        }

        _capacity = capacity;
        _front = Math.Min(front, capacity);
        _rest.Reset(_front < capacity ? 2 * capacity : 0);
        _count = 0;
        _restBound = int.MaxValue;
        _next = 0;
        _reach = int.MaxValue;
        Bound = int.MaxValue;
    }

    /// <summary>Keeps nodes at a larger distance out, whatever room there is, until the next reset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LimitTo(int distance)
    {
        _reach = distance;
        Bound = Math.Min(distance, _count == _capacity ? Distance(_count - 1) : _restBound);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Node(int position)
    {
        Debug.Assert((uint)position < (uint)_count);
        return (int)((uint)_keys[position] >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Distance(int position) => (int)(_keys[position] >> 32);

    /// <summary>Inserts a node that was not seen before, if it is near enough. The distance is not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Insert(int distance, int node)
    {
        Debug.Assert(distance >= 0 && node >= 0);
        ulong key = ((ulong)(uint)distance << 32) | ((uint)node << 1);
        ulong[] keys = _keys;
        int count = _count;
        if (count == _front)
        {
            bool isBehind = key >= keys[count - 1];
            if (count < _capacity)
            {
                Leave(isBehind ? key : keys[count - 1]);
            }

            if (isBehind)
            {
                return;
            }

            count--;
        }

        // Keys are below 2^63, so the sign of a difference gives the order without a branch to mispredict.
        int low = 0;
        int length = count;
        while (length > 1)
        {
            int half = length >> 1;
            low += (int)((long)(keys[low + half - 1] - key) >> 63) & half;
            length -= half;
        }

        if (count > 0)
        {
            low -= (int)((long)(keys[low] - key) >> 63);
        }

        keys.AsSpan(low, count - low).CopyTo(keys.AsSpan(low + 1));
        keys[low] = key;
        Debug.Assert((low == 0 || keys[low - 1] < key) && (low == count || key < keys[low + 1]));
        _count = count + 1;
        _next = Math.Min(_next, low);
        if (_count == _capacity)
        {
            Bound = Math.Min(_reach, (int)(keys[_count - 1] >> 32));
        }
    }

    /// <summary>
    /// Puts up to twice as many nodes in order as before; false if all that the pool keeps are in order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGrow()
    {
        int more = Math.Min(Math.Min(_front, _capacity - _front), _rest.Count);
        if (more == 0)
        {
            return false;
        }

        _front = Math.Min(2 * _front, _capacity);
        _rest.Take(_keys.AsSpan(_count, more));
        _count += more;
        if (_count == _capacity)
        {
            Bound = Math.Min(_reach, Distance(_count - 1));
        }

        return true;
    }

    /// <summary>
    /// Keeps a node behind the front. When there is no more room, those leave that the pool has no place for either.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Leave(ulong key)
    {
        _rest.Add(key);
        if (_rest.Count == 2 * _capacity)
        {
            _restBound = (int)(_rest.KeepNearest(_capacity - _front) >> 32);
            Bound = Math.Min(_reach, _restBound);
        }
    }

    /// <summary>Nodes of the pool that are nearer than a node at a distance.</summary>
    public int RankOf(int distance, int node)
    {
        ulong key = ((ulong)(uint)distance << 32) | ((uint)node << 1);
        int low = 0;
        for (int high = _count; low < high;)
        {
            int middle = (low + high) / 2;
            if (_keys[middle] < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>
    /// Gives the nodes at the front other distances and sorts them by these. The pool is a list from then on: no walk
    /// can go on with it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reorder(ReadOnlySpan<int> distances)
    {
        Span<ulong> front = _keys.AsSpan(0, _count)[..distances.Length];
        for (int i = 0; i < front.Length; i++)
        {
            front[i] = ((ulong)(uint)distances[i] << 32) | (uint)front[i];
        }

        front.Sort();
    }

    /// <summary>Finds the nearest unexpanded node and marks it as expanded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(out int node)
    {
        int place = NextPosition;
        _next = place;
        if (place == _count)
        {
            node = -1;
            return false;
        }

        _keys[place] |= 1;
        _next = place + 1;
        node = Node(place);
        return true;
    }

    /// <summary>The node that <see cref="TryNext"/> would find now, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PeekNext() => NextPosition is int place && place < _count ? Node(place) : -1;

    /// <summary>
    /// Place of the nearest unexpanded node; <see cref="Count"/> if there is none. Puts more nodes in order where all
    /// that are were expanded.
    /// </summary>
    public int NextPosition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong[] keys = _keys;
            int place = _next;
            do
            {
                while (place < _count && (keys[place] & 1) != 0)
                {
                    place++;
                }
            }
            while (place == _count && TryGrow());

            return place;
        }
    }
}
