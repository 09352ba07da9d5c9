using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search.Cursor;

/// <summary>
/// The exact answer in order, as far as somebody asks for it (Hjaltason and Samet, Distance Browsing in Spatial
/// Databases, 1999): the codes of all matches are read once, and of each match the largest dot product is kept that it
/// can have within the bound of what its codes lost. The most promising are measured exactly until what is measured
/// surely comes before all the rest. No code and no exact row is read twice, whatever the number of pages; eight bytes
/// a match.
/// </summary>
internal sealed class OrderedScan
{
    private const int MeasuredAtOnce = 16;
    private const int LeastSorted = 256;

    /// <summary>Steps of some microseconds between two looks at the time.</summary>
    private const int StepsBetweenLooks = 64;

    /// <summary>
    /// Choosing the best costs a pass over all that is left, so that this part of it is sorted at once.
    /// </summary>
    private const int SortedOneIn = 128;

    private readonly int[] _slack = new int[256];
    private ulong[] _keys = [];

    /// <summary>
    /// Keys from here on are not measured; up to <see cref="_sorted"/> they stand in order, none behind is better.
    /// </summary>
    private int _start;
    private int _sorted;
    private int _count;

    /// <summary>The rows before it were looked at.</summary>
    private int _nextRow;

    /// <summary>Whether all matches were looked at.</summary>
    private bool _isComplete;

    /// <summary>Products measured by the exact form.</summary>
    public long Measured { get; private set; }

    public void Begin(SpaceView space, PreparedQuery query)
    {
        query.PrepareScan(space.Model);
        AdmissionBound.FillSlack(space.Model, query, _slack);
        _start = 0;
        _sorted = 0;
        _count = 0;
        _nextRow = 0;
        _isComplete = false;
        Measured = 0;
    }

    /// <summary>
    /// Looks at the codes of all matches that were not looked at, as far as the budget lets it; returns how many.
    /// </summary>
    public long Collect(SpaceView space, SearchContext scratch, RowSet? filter)
    {
        if (_isComplete)
        {
            return 0;
        }

        ScratchArray.EnsureCapacity(ref _keys, filter?.Count ?? space.Count, _count);
        int before = _count;
        _isComplete = filter is null
            ? CollectRange(space, scratch, space.Count)
            : CollectMatches(space, scratch, filter);
        _sorted = _start;
        return _count - before;
    }

    /// <summary>
    /// Measures until the best of what is ready surely comes before every match that is not measured; false if the
    /// time was up before that.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TrySettle(SpaceView space, SearchContext context, ReadyHeap ready, VisitedSet taken)
    {
        PreparedQuery query = context.Query;
        for (int steps = 1; _start < _count; steps++)
        {
            if (_start == _sorted)
            {
                Sort();
            }

            bool isSure = ready.Count > 0 && query.UnitSimilarity > 0
                && DotKey.Dot(_keys[_start]) < AdmissionBound.ThresholdOf(query, ready.Best);
            if (isSure)
            {
                return true;
            }

            Measure(space, query, ready, taken, context.Hits.Excluded);
            if (steps % StepsBetweenLooks == 0 && context.Budget.IsOutOfTime())
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool CollectMatches(SpaceView space, SearchContext scratch, RowSet filter)
    {
        int[] rows = scratch.Rows;
        int count = 0;
        RowSet.RunReader runs = filter.ReadRuns();
        while (runs.Next(out int first, out int end))
        {
            first = Math.Max(first, _nextRow);
            end = Math.Min(end, space.Count);
            if (end - first >= ExactScan.ShortRun)
            {
                // In the order of rows, so that a scan that was cut goes on where it ended.
                if (!Gather(space, scratch, rows.AsSpan(0, count)))
                {
                    return false;
                }

                count = 0;
                _nextRow = first;
                if (!CollectRange(space, scratch, end))
                {
                    return false;
                }
            }

            for (int row = Math.Max(first, _nextRow); row < end; row++)
            {
                space.Codes.Prefetch(row);
                rows[count++] = row;
                if (count == rows.Length)
                {
                    if (!Gather(space, scratch, rows.AsSpan(0, count)))
                    {
                        return false;
                    }

                    count = 0;
                }
            }
        }

        return Gather(space, scratch, rows.AsSpan(0, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool CollectRange(SpaceView space, SearchContext scratch, int end)
    {
        while (_nextRow < end)
        {
            int rows = Math.Min(HitCollector.BlockRows, end - _nextRow);
            if (IsCut(scratch.Budget, rows))
            {
                return false;
            }

            Span<int> dots = scratch.Dots.AsSpan(0, rows);
            space.Codes.DotRange(_nextRow, scratch.Query.Codes, dots);
            for (int i = 0; i < rows; i++)
            {
                Keep(space, _nextRow + i, dots[i]);
            }

            _nextRow += rows;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Gather(SpaceView space, SearchContext scratch, ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
        {
            return true;
        }

        if (IsCut(scratch.Budget, rows.Length))
        {
            return false;
        }

        Span<int> dots = scratch.Dots.AsSpan(0, rows.Length);
        space.Codes.Dot(rows, scratch.Query.Codes, dots);
        for (int i = 0; i < rows.Length; i++)
        {
            Keep(space, rows[i], dots[i]);
        }

        _nextRow = rows[^1] + 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsCut(SearchBudget budget, int rows) => budget.IsLimited && !budget.TryScan(rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(SpaceView space, int row, int dot) =>
        _keys[_count++] = DotKey.Of(dot + _slack[space.RowErrors[row]], (uint)row);

    /// <summary>Sorts as many of the best as were used up so far, at least a small part of them all.</summary>
    private void Sort()
    {
        Span<ulong> rest = _keys.AsSpan(_start, _count - _start);
        int length = Math.Min(rest.Length, Math.Max(Math.Max(LeastSorted, _start), rest.Length / SortedOneIn));
        if (length < rest.Length)
        {
            Selection.Partition(rest, length);
        }

        rest[..length].Sort();
        _sorted = _start + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(
        SpaceView space, PreparedQuery query, ReadyHeap ready, VisitedSet taken, ExclusionList excluded)
    {
        ReadOnlySpan<ulong> keys = _keys.AsSpan(_start, Math.Min(MeasuredAtOnce, _sorted - _start));
        foreach (ulong key in keys)
        {
            space.Exact.Prefetch((int)(uint)key);
        }

        foreach (ulong key in keys)
        {
            int row = (int)(uint)key;
            if (space.TryGetOrdinal(row, out int ordinal) && !excluded.IsHidden(ordinal) && taken.Add(ordinal))
            {
                ready.Push(space.Exact.Similarity(row, query.Exact), ordinal);
            }
        }

        Measured += keys.Length;
        _start += keys.Length;
    }
}
