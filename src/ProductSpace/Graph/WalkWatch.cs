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
    private int _kept;
    private double _unit;
    private long _margin;
    private KthTrack _kth;
    private int _near;

    /// <summary>
    /// Share of the k nearest that the walk is expected to have missed, in 65535ths, by the table.
    /// </summary>
    public int Missing { get; private set; }

    /// <summary>Share of the k nearest that the walk is expected to have missed, 0 to 1, as calibrated.</summary>
    public float Share
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get => Math.Min(1, Missing * _stop.Bias / ushort.MaxValue);
    }

    /// <summary>Place in the pool of the nearest node that was not expanded: the efSearch that ends here.</summary>
    public int Depth { get; private set; }

    /// <summary>Watches a walk that begins.</summary>
    /// <param name="stop">When to end it.</param>
    /// <param name="pool">Of the walk, with room for all nodes that it may expand.</param>
    /// <param name="places">Places of the pool that the k nearest take, excluded nodes among them counted.</param>
    /// <param name="kept">Nearest nodes that have to stay in the pool, at least the places.</param>
    /// <param name="query">Of the walk, with its similarity in walks prepared.</param>
    /// <param name="margin">
    /// Similarity by which a node may be farther than the k-th nearest and has to stay in the pool.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(
        in WalkStop stop, SearchPool pool, int places, int kept, Numerics.PreparedQuery query, double margin = 0)
    {
        _stop = stop;
        _pool = pool;
        _places = places;
        _kept = kept;
        _origin = QueryScorer.OriginOf(query);
        _unit = query.UnitOfWalk * NearSteps.Units;
        _margin = query.UnitOfWalk > 0 ? (long)Math.Min(QueryScorer.Bias, margin / query.UnitOfWalk) : 0;
        _kth = new KthTrack();
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

        if (_kth.Look(pool, _places))
        {
            _near = _stop.Near.Of((int)((_kth.Distance - _origin) * _unit));
            LimitPool(_kth.Distance - _origin);
        }

        int depth = pool.NextPosition;
        if (depth < _places)
        {
            return false;
        }

        Depth = depth;
        if (depth >= WalkStop.Pool)
        {
            return true;
        }

        int gap = StopStates.GapOf(pool.Distance(depth) - _origin, _kth.Distance - _origin);
        int state = _kth.StateOf(gap, depth - _places + _stop.K, _stop.K, _near);
        Missing = _stop.Misses![_stop.First + state];
        if (gap < _stop.Reach)
        {
            return Missing <= _stop.Allowed;
        }

        // Few walks come here, so that the table may not know the state; over all states less is missing.
        Missing = Math.Min(Missing, _stop.Allowed);
        return true;
    }

    /// <summary>
    /// Looks at the pool after the walk: one that expanded all that was kept for it came to the reach, too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End()
    {
        if (_pool.NextPosition == _pool.Count && _pool.Count < WalkStop.Pool)
        {
            Depth = Math.Max(_places, _pool.Count);
            Missing = Math.Min(Missing, _stop.Allowed);
        }
    }

    /// <summary>
    /// Keeps out what lies at the reach or beyond, where the walk would end, and is not among the nodes to keep.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LimitPool(long kth)
    {
        if (_pool.Count < _kept)
        {
            return;
        }

        long gap = kth * StopStates.StartOf(_stop.Reach) / StopStates.GapUnits;
        long reach = _origin + kth + Math.Max(gap, _margin) + 1;
        _pool.LimitTo((int)Math.Clamp(reach, _pool.Distance(_kept - 1), int.MaxValue));
    }
}

/// <summary>Ends a walk that has found enough, or whose budget is spent.</summary>
internal readonly struct UntilEnough(WalkWatch watch, Memory.SearchBudget budget) : ILimit
{
    public static bool CanEnd => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long scored) => watch.IsEnough() || (budget.IsLimited && budget.IsSpent(scored));
}
