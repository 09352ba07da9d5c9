using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search.Cursor;

/// <summary>
/// The ways in which a pager finds the next products: the walk that goes on, rounds of searches, the scan in order.
/// </summary>
internal sealed partial class Pager
{
    /// <summary>
    /// A search for four times as many costs far less than four times as much, so that fewer rounds win.
    /// </summary>
    private const long RoundGrowth = 4;

    /// <summary>Steps of <see cref="MeasuredAtOnce"/> nodes between two looks at the time.</summary>
    private const int StepsBetweenLooks = 64;

    /// <summary>
    /// Fills the heap with the next <paramref name="needed"/> products, while there are any and the budget allows.
    /// </summary>
    private void Find(int needed)
    {
        int total = (int)Math.Min(_inBase, (long)_passed + needed);
        needed = total - _passed;
        if (needed == 0)
        {
            return;
        }

        if (_way == Way.Unknown)
        {
            Begin(
                IsScan(total) ? Way.Scan : _request.Filter is null && _request.Space.HasGraph ? Way.Walk : Way.Rounds);
        }

        if ((_way == Way.Walk && !Walk(total, needed)) || (_way == Way.Rounds && !SearchAnew(total)))
        {
            Begin(Way.Scan);
        }

        if (_way == Way.Scan)
        {
            _scored += _scan.Collect(_request.Space, Context, _request.Filter?.Rows);
        }
    }

    private void Begin(Way way)
    {
        _way = way;
        if (way == Way.Scan)
        {
            _scan.Begin(_request.Space, Context.Query);
        }
    }

    /// <summary>
    /// Continues the walk for the first <paramref name="total"/> ranks; false where a scan has to find the rest.
    /// </summary>
    private bool Walk(int total, int needed)
    {
        int ef = Math.Max(_ef, EfFor(total));
        if (!IsWorth(total, ef))
        {
            return false;
        }

        long before = _walked ? Context.Walk.Scored : 0;
        if (!_walked)
        {
            _walk.Begin(_request.Space, Context, Context.Views.Ordinals.AsSpan(0, _seeds), ef);
            Context.Budget.Spend(Context.Walk.Scored);
            _walked = true;
        }

        _ef = ef;
        _walk.Advance(_request.Space, Context, ef);
        _scored += Context.Walk.Scored - before;
        Measure(WorkModel.RerankDepth(_request.Space, total) + Context.Hits.Excluded.Count, atLeast: int.MaxValue);
        Measure(_walk.Pool.Count, needed);
        return _ready.Count >= needed || Context.Budget.IsCut;
    }

    /// <summary>efSearch given by hand grows by a result for each one passed; else the calibration knows it.</summary>
    private int EfFor(int total)
    {
        int ef = _options.EfSearch > 0
            ? _options.EfSearch + _passed
            : _request.Planner.Walks.EfFor(_request.Kind, total, _options.TargetRecall);
        return Math.Max(ef, total + Context.Hits.Excluded.Count);
    }

    /// <summary>
    /// Whether going on with the walk costs less than a scan; the first page was planned so, and efSearch given by hand
    /// asks for it.
    /// </summary>
    private bool IsWorth(int total, int ef)
    {
        if (ef - _options.EfSearch > WorkModel.MaxPool)
        {
            return false;
        }

        if (!_walked || _options.EfSearch > 0)
        {
            return true;
        }

        CostModel costs = WorkModel.CostsOf(_request.Space);
        double more = WorkModel.ScoredAt(_request.Planner.Walks, _request.Kind, total, ef) - Context.Walk.Scored;
        return costs.Gather(Math.Max(0, more)) < costs.Scan(WorkModel.RowsOfScan + _request.Space.Count);
    }

    /// <summary>
    /// Measures the nodes of the pool down to a depth, or until <paramref name="atLeast"/> products are ready.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int depth, int atLeast)
    {
        for (int steps = 1; _ready.Count < atLeast; steps++)
        {
            if (steps % StepsBetweenLooks == 0 && Context.Budget.IsLimited && Context.Budget.IsLate())
            {
                return;
            }

            int count = _walk.Pool.TakeUnmeasured(depth, _nodes);
            if (count == 0)
            {
                return;
            }

            foreach (int node in _nodes.AsSpan(0, count))
            {
                _request.Space.Exact.Prefetch(node);
            }

            foreach (int node in _nodes.AsSpan(0, count))
            {
                MeasureNode(node);
            }
        }
    }

    /// <summary>
    /// The product of a node and those that equal it; only the nearest of these where equal ones are folded anyway.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureNode(int node)
    {
        SpaceView space = _request.Space;
        double best = double.NegativeInfinity;
        int bestOrdinal = -1;
        Offer(node, ref best, ref bestOrdinal);
        if (!space.EqualRows.IsEmpty)
        {
            foreach (int row in space.RowsEqualTo(node))
            {
                Offer(row, ref best, ref bestOrdinal);
            }
        }

        if (bestOrdinal >= 0)
        {
            _ready.Push(best, bestOrdinal);
        }
    }

    private void Offer(int row, ref double best, ref int bestOrdinal)
    {
        SpaceView space = _request.Space;
        if ((uint)row >= (uint)space.Count || !space.TryGetOrdinal(row, out int ordinal)
            || Context.Hits.Excluded.IsHidden(ordinal) || !_taken.Add(ordinal))
        {
            return;
        }

        double similarity = space.Exact.Similarity(row, Context.Query.Exact);
        if (!_shown.IsOn)
        {
            _ready.Push(similarity, ordinal);
        }
        else if (bestOrdinal < 0 || similarity > best || (similarity == best && ordinal < bestOrdinal))
        {
            best = similarity;
            bestOrdinal = ordinal;
        }
    }

    /// <summary>
    /// Searches for the first <paramref name="total"/> ranks, or for a multiple of those of the last time; false where
    /// it would scan.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool SearchAnew(int total)
    {
        if (total <= _asked || _asked == _inBase)
        {
            return true;
        }

        int k = (int)Math.Min(_inBase, Math.Max(total, RoundGrowth * _asked));
        if (!TryLimit(out SearchLimits limits))
        {
            return true;
        }

        if (IsScan(k))
        {
            return false;
        }

        ScratchArray.EnsureCapacity(ref _round, k);
        SearchRequest request = _request with { Limits = limits, MergesDelta = false };
        SearchResult result = SearchExecutor.Run(
            request, Context, Context.Views.Ordinals.AsSpan(0, _seeds), _round.AsSpan(0, k));
        _scored += result.Scored;
        _cellsScanned += result.CellsScanned;
        _roundStrategy = result.Strategy;
        _ef = result.EfSearch;
        TopK top = Context.Hits.Top;
        for (int place = 0; place < top.Count; place++)
        {
            if (_taken.Add(top.Ordinal(place)))
            {
                _ready.Push(top.Similarity(place), top.Ordinal(place));
            }
        }

        _asked = result.Truncated ? _asked : k;
        return true;
    }

    /// <summary>Whether the first <paramref name="total"/> ranks are found by a scan.</summary>
    private bool IsScan(int total) => SearchPlan.IsScan(_request.PlanFor(total, Context.Hits.Excluded.Count).First);

    /// <summary>What the page may still spend, for another search of it; false where nothing is left.</summary>
    private bool TryLimit(out SearchLimits limits)
    {
        long left = _options.MaxScoredVectors == 0
            ? 0
            : Math.Max(1, _options.MaxScoredVectors - _scored - _cellsScanned);
        limits = new SearchLimits(left, _deadline, _options.CancellationToken);
        return !Context.Budget.IsLimited || !Context.Budget.IsSpent(0);
    }
}
