using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>
/// Watches a walk hop by hop and says when it has found enough of the k nearest (<see cref="StopStates"/>). Before
/// that, it keeps nodes out of the pool that lie too far away ever to be expanded. Reused from walk to walk, by one
/// thread at a time.
/// </summary>
internal sealed class WalkWatch
{
    private WalkStop _stop;
    private SearchPool _pool = null!;
    private long _origin;
    private int _places;
    private int _kth;
    private int _hops;

    /// <summary>
    /// Share of the k nearest that the walk is expected to have missed, in 65535ths, by the table.
    /// </summary>
    public int Missing { get; private set; }

    /// <summary>Share of the k nearest that the walk is expected to have missed, 0 to 1, as calibrated.</summary>
    public float Share => Math.Min(1, Missing * _stop.Bias / ushort.MaxValue);

    /// <summary>Place in the pool of the nearest node that was not expanded: the efSearch that ends here.</summary>
    public int Depth { get; private set; }

    /// <summary>Watches a walk that begins.</summary>
    /// <param name="stop">When to end it.</param>
    /// <param name="pool">Of the walk, with room for all nodes that it may expand.</param>
    /// <param name="places">Places of the pool that the k nearest take, excluded nodes among them counted.</param>
    /// <param name="origin">Distance, as the pool has it, of a product that equals the query.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(in WalkStop stop, SearchPool pool, int places, long origin)
    {
        _stop = stop;
        _pool = pool;
        _places = places;
        _origin = origin;
        _kth = int.MaxValue;
        _hops = 0;
        Missing = ushort.MaxValue;
        Depth = places;
    }

    /// <summary>Looks at the pool before the next hop; true if the walk has found enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsEnough()
    {
        SearchPool pool = _pool;
        if (pool.Count < _places)
        {
            return false;
        }

        int kth = pool.Distance(_places - 1);
        if (kth != _kth)
        {
            _kth = kth;
            _hops = 0;
            LimitPool(kth - _origin);
        }
        else
        {
            _hops++;
        }

        int depth = pool.NextPosition;
        if (depth < _places)
        {
            return false;
        }

        Depth = depth;
        int gap = StopStates.GapOf(pool.Distance(depth) - _origin, kth - _origin);
        Missing = _stop.Misses![_stop.First + StopStates.Of(gap, _hops, depth - _places + _stop.K, _stop.K)];
        return Missing <= _stop.Allowed || gap >= _stop.Reach;
    }

    /// <summary>Keeps out what lies at the reach or beyond, where the walk would end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LimitPool(long kth)
    {
        long reach = _origin + kth + (kth * StopStates.StartOf(_stop.Reach) / StopStates.GapUnits) + 1;
        _pool.LimitTo((int)Math.Clamp(reach, _kth, int.MaxValue));
    }
}

/// <summary>Ends a walk that has found enough, or whose budget is spent.</summary>
internal readonly struct UntilEnough(WalkWatch watch, Memory.SearchBudget budget) : ILimit
{
    public static bool CanEnd => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long scored) => watch.IsEnough() || (budget.IsLimited && budget.IsSpent(scored));
}
