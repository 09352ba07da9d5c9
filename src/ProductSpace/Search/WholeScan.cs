using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The exact scan of a small space: the codes of all rows first, in <see cref="CodeLanes"/>; the exact form of the
/// nearest by their codes; then of every other row that could still be among the k nearest, within the bound of what
/// codes lose. The bound is that of <see cref="ExactScan"/>, so that the answer is exact by construction, but it is
/// tight before the first row is measured by it: little more than the k nearest are. Scratch of one search; no
/// allocation once it is large enough.
/// </summary>
internal sealed class WholeScan
{
    /// <summary>Under a filter with fewer matches than this part of the rows, these are read one by one.</summary>
    private const int LeastPart = 16;

    /// <summary>Columns for each product that is needed: most maxima are among the nearest then.</summary>
    private const int ColumnsOfOne = 4;

    /// <summary>A dot product below all others, of rows that do not match; it has a key, as int.MinValue has not.</summary>
    private const int None = int.MinValue + 1;

    private int[] _dots = [];
    private int[] _places = [];
    private int[] _maxima = [];
    private ulong[] _keys = [];

    /// <summary>Products that the last scan measured by the exact form.</summary>
    public int Measured { get; private set; }

    /// <summary>Whether a search can be answered by this scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Fits(SpaceView space, SearchContext context, SpaceFilter? filter) =>
        space.IsSmall && !context.Hits.Limited.IsOn
            && (filter is null || filter.Rows.Count >= space.Count / LeastPart)
            && (!context.Budget.IsLimited || context.Budget.CanScan(filter?.Rows.Count ?? space.Count));

    /// <summary>Scans all rows of a space, or those of a filter, for one query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchWork Run(SpaceView space, SearchContext context, SpaceFilter? filter)
    {
        int rows = filter?.Rows.Count ?? space.Count;
        if (context.Budget.IsLimited && !context.Budget.TryScan(rows))
        {
            return new SearchWork(0) { IsComplete = true };
        }

        PreparedQuery query = context.Query;
        HitCollector hits = context.Hits;
        query.PrepareScan(space.Model);
        int padded = CodeLanes.Padded(space.Count);
        ScratchArray.EnsureCapacity(ref _dots, padded);
        ScratchArray.EnsureCapacity(ref _places, padded);
        Span<int> dots = _dots.AsSpan(0, padded);
        if (space.Lanes is CodeLanes lanes)
        {
            lanes.Dot(query.Codes, dots);
        }
        else
        {
            space.Codes.DotRange(0, query.Codes, dots[..space.Count]);
        }

        dots[space.Count..].Fill(None);
        if (filter is not null)
        {
            Clear(filter.Rows, dots[..space.Count]);
        }

        Measured = 0;
        int measuredFrom = MeasureNearest(space, query, hits, dots, rows);
        if (hits.Top.IsFull && hits.Top.Count > 0 && query.UnitSimilarity > 0)
        {
            MeasureRest(space, query, hits, dots, measuredFrom);
        }
        else
        {
            MeasureDownTo(space, query, hits, dots, None + 1, measuredFrom);
        }

        return new SearchWork(rows) { IsComplete = true };
    }

    /// <summary>
    /// Measures the products that are nearest by their codes until k are found, or all are; returns the least dot
    /// product of those measured.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int MeasureNearest(SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> dots, int rows)
    {
        int from = int.MaxValue;
        for (long needed = hits.Top.Capacity + hits.Excluded.Count; from > None + 1 && !hits.Top.IsFull; needed *= 4)
        {
            int least = needed >= rows ? None + 1 : Math.Max(None + 1, LeastOf(dots, (int)needed));
            MeasureDownTo(space, query, hits, dots, least, from);
            from = least;
        }

        return from;
    }

    /// <summary>A dot product that this number of rows reach, and not many more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int LeastOf(ReadOnlySpan<int> dots, int needed)
    {
        int columns = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(ColumnMaxima.Unit, ColumnsOfOne * needed));
        ScratchArray.EnsureCapacity(ref _keys, dots.Length);
        if (2 * columns <= dots.Length)
        {
            // Rows of the table that would not be whole are looked at by hand, as columns of their own.
            int whole = dots.Length / columns * columns;
            ScratchArray.EnsureCapacity(ref _maxima, columns + dots.Length - whole);
            ColumnMaxima.Fill(dots[..whole], _maxima.AsSpan(0, columns));
            dots[whole..].CopyTo(_maxima.AsSpan(columns));
            dots = _maxima.AsSpan(0, columns + dots.Length - whole);
        }

        Span<ulong> keys = _keys.AsSpan(0, dots.Length);
        for (int i = 0; i < dots.Length; i++)
        {
            keys[i] = DotKey.Of(dots[i], (uint)i);
        }

        Selection.Partition(keys, needed);
        return DotKey.Least(keys[..needed]);
    }

    /// <summary>Measures the products whose dot products are in [least, below).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureDownTo(
        SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> dots, int least, int below)
    {
        Span<int> places = _places;
        int found = Threshold.Find(dots, least, places);
        int count = 0;
        for (int i = 0; i < found; i++)
        {
            int row = places[i];
            if (dots[row] < below)
            {
                space.Exact.Prefetch(row);
                places[count++] = row;
            }
        }

        for (int i = 0; i < count; i++)
        {
            Measure(space, query, hits, places[i]);
        }
    }

    /// <summary>
    /// Measures every product that could be nearer than the k-th, within the bound; those down to a dot product were.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureRest(
        SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> dots, int measuredFrom)
    {
        double least = hits.Top.Least;
        int threshold = AdmissionBound.ThresholdOf(query, least);
        double slack = space.Model.RowError * query.Length / 255 / query.UnitSimilarity;
        Span<int> places = _places;
        int found = Threshold.Find(dots, threshold - (int)Math.Ceiling(Math.Min(1e9, 255 * slack)), places);
        int count = 0;
        for (int i = 0; i < found; i++)
        {
            int row = places[i];
            int dot = dots[row];
            if (dot < measuredFrom && dot + Math.Ceiling(slack * space.RowErrors[row]) >= threshold)
            {
                space.Exact.Prefetch(row);
                places[count++] = row;
            }
        }

        for (int i = 0; i < count; i++)
        {
            int row = places[i];
            if (dots[row] + Math.Ceiling(slack * space.RowErrors[row]) < threshold)
            {
                continue;
            }

            Measure(space, query, hits, row);
            if (hits.Top.Least != least)
            {
                least = hits.Top.Least;
                threshold = AdmissionBound.ThresholdOf(query, least);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Measure(SpaceView space, PreparedQuery query, HitCollector hits, int row)
    {
        Measured++;
        if (space.TryGetOrdinal(row, out int ordinal) && !hits.Excluded.Contains(ordinal))
        {
            hits.Offer(space.Exact.Similarity(row, query.Exact), ordinal);
        }
    }

    /// <summary>Takes the rows between the runs of a filter out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Clear(RowSet filter, Span<int> dots)
    {
        int from = 0;
        RowSet.RunReader runs = filter.ReadRuns();
        while (runs.Next(out int first, out int end))
        {
            dots[Math.Min(from, dots.Length)..Math.Min(first, dots.Length)].Fill(None);
            from = end;
        }

        dots[Math.Min(from, dots.Length)..].Fill(None);
    }
}
