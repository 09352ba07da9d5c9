using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Recommendations.Paging;

/// <summary>The ways in which a pager finds the next products: the walk that goes on, rounds of searches, the scan in order.</summary>
internal sealed partial class Pager
{
    /// <summary>A pool larger than that costs more to keep sorted than a scan.</summary>
    private const int LargestPool = 8192;

    /// <summary>A search for four times as many costs far less than four times as much, so that fewer rounds win.</summary>
    private const long RoundGrowth = 4;

    /// <summary>Sees to it that the heap holds the next ones, so many where there are, or what the budget allows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            Course course = _index!.CourseOf(_space!, _options, _filter, _kind, total, _scratch.Excluded.Count);
            Begin(course.IsScan ? Way.Scan : _filter is null && _space!.HasGraph ? Way.Walk : Way.Rounds);
        }

        if ((_way == Way.Walk && !Walk(total, needed)) || (_way == Way.Rounds && !SearchAnew(total)))
        {
            Begin(Way.Scan);
        }

        if (_way == Way.Scan)
        {
            _scored += _scan.Collect(_space!, _scratch, _filter?.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin(Way way)
    {
        _way = way;
        if (way == Way.Scan)
        {
            _scan.Begin(_space!, _scratch.Query);
        }
    }

    /// <summary>Goes on walking for the first so many ranks; false where a scan has to give the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Walk(int total, int needed)
    {
        int ef = Math.Max(_ef, EfFor(total));
        if (!IsWorth(total, ef))
        {
            return false;
        }

        long before = _walked ? _scratch.Walk.Scored : 0;
        if (!_walked)
        {
            _walk.Begin(_space!, _scratch, _scratch.Viewed.AsSpan(0, _seeds), ef);
            _scratch.Budget.Spend(_scratch.Walk.Scored);
            _walked = true;
        }

        _ef = ef;
        _walk.Advance(_space!, _scratch, ef);
        _scored += _scratch.Walk.Scored - before;
        Measure(Searcher.RerankDepth(total) + _scratch.Excluded.Count, atLeast: int.MaxValue);
        Measure(_walk.Pool.Count, needed);
        return _ready.Count >= needed || _scratch.Budget.IsCut;
    }

    /// <summary>efSearch given by hand grows by a result for each one passed; else the calibration knows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int EfFor(int total)
    {
        int ef = _options.EfSearch > 0
            ? _options.EfSearch + _passed
            : _index!.CalibrationOf(_options.Space).EfFor(_kind, total, _options.TargetRecall);
        return Math.Max(ef, total + _scratch.Excluded.Count);
    }

    /// <summary>Whether going on with the walk costs less than a scan; the first page was planned so, and efSearch given by hand asks for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsWorth(int total, int ef)
    {
        if (ef - _options.EfSearch > LargestPool)
        {
            return false;
        }

        if (!_walked || _options.EfSearch > 0)
        {
            return true;
        }

        CostModel costs = Planner.CostsOf(_space!);
        double more = Planner.ScoredAt(_index!.CalibrationOf(_options.Space), _kind, total, ef) - _scratch.Walk.Scored;
        return costs.Gather(Math.Max(0, more)) < costs.Scan(Planner.RowsOfScan + _space!.Count);
    }

    /// <summary>Measures the nodes of the pool down to a depth, or until so many products are ready.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int depth, int atLeast)
    {
        while (_ready.Count < atLeast)
        {
            int count = _walk.Pool.TakeUnmeasured(depth, _nodes);
            if (count == 0)
            {
                return;
            }

            foreach (int node in _nodes.AsSpan(0, count))
            {
                _space!.Exact.Prefetch(node);
            }

            foreach (int node in _nodes.AsSpan(0, count))
            {
                MeasureNode(node);
            }
        }
    }

    /// <summary>The product of a node and those that equal it; only the nearest of these where equal ones are folded anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureNode(int node)
    {
        SpaceView space = _space!;
        double best = double.NegativeInfinity;
        int bestOrdinal = -1;
        Offer(node, ref best, ref bestOrdinal);
        if (!space.EqualRows.IsEmpty)
        {
            long pairs = space.EqualRows.Length / 2;
            for (long pair = EqualRows.IndexOf(space.EqualRows, node); pair < pairs && space.EqualRows[2 * pair] == node; pair++)
            {
                Offer(space.EqualRows[(2 * pair) + 1], ref best, ref bestOrdinal);
            }
        }

        if (bestOrdinal >= 0)
        {
            _ready.Push(best, bestOrdinal);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int row, ref double best, ref int bestOrdinal)
    {
        SpaceView space = _space!;
        if ((uint)row >= (uint)space.Count || !space.TryGetOrdinal(row, out int ordinal) || _scratch.Excluded.IsHidden(ordinal) || !_taken.Add(ordinal))
        {
            return;
        }

        double similarity = space.Exact.Similarity(row, _scratch.Query.High, _scratch.Query.Low);
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

    /// <summary>Lets the engine search for the first so many ranks, or for a multiple of those of the last time; false where it would scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool SearchAnew(int total)
    {
        if (total <= _asked || _asked == _inBase)
        {
            return true;
        }

        int k = (int)Math.Min(_inBase, Math.Max(total, RoundGrowth * _asked));
        SearchOptions options = _options;
        if (!TryLimit(ref options))
        {
            return true;
        }

        if (_index!.CourseOf(_space!, options, _filter, _kind, k, _scratch.Excluded.Count).IsScan)
        {
            return false;
        }

        ScratchArray.EnsureCapacity(ref _round, k);
        SearchResult result = _index.Answer(_space!, _scratch, _round.AsSpan(0, k), options, _kind, _scratch.Viewed.AsSpan(0, _seeds), exact: false, merges: false);
        _scored += result.Scored;
        _cellsScanned += result.CellsScanned;
        _roundRoad = result.Strategy;
        _ef = result.EfSearch;
        TopK top = _scratch.Top;
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

    /// <summary>What the page may still spend, for another search of it; false where nothing is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryLimit(ref SearchOptions options)
    {
        if (_scratch.Budget.IsLimited && _scratch.Budget.IsSpent(0))
        {
            return false;
        }

        if (_options.MaxScoredVectors > 0)
        {
            options = options with { MaxScoredVectors = Math.Max(1, _options.MaxScoredVectors - _scored - _cellsScanned) };
        }

        if (_deadline != 0)
        {
            options = options with { TimeLimit = TimeSpan.FromTicks(Math.Max(1, (long)Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline).Ticks)) };
        }

        return true;
    }
}
