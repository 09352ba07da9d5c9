using System.Diagnostics;
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
/// nearest by their codes; then that of every other row that could still be among the k nearest, within the bound of
/// what codes lose (<see cref="AdmissionBound"/>). So the answer is exact by construction, as that of
/// <see cref="ExactScan"/>, but the bound is tight before the first row is measured by it: few besides the nearest
/// are. Scratch of one search; no allocation once it is large enough.
/// </summary>
internal sealed class WholeScan
{
    /// <summary>Under a filter with fewer matches than this part of the rows, these are read one by one.</summary>
    private const int LeastPart = 16;

    /// <summary>Columns for each product that is needed: most of their maxima are among the nearest then.</summary>
    private const int ColumnsOfOne = 3;

    /// <summary>The dot product of rows that do not match: it has a key, as int.MinValue has not.</summary>
    private const int None = int.MinValue + 1;

    /// <summary>A bound that all rows reach that match.</summary>
    private const int Any = None + 1;

    /// <summary>More than any dot product.</summary>
    private const double MostSlack = 1e6;

    private int[] _dots = [];

    private int[] _places = [];
    private int[] _maxima = [];
    private ulong[] _keys = [];

    /// <summary>Products that the last scan measured by the exact form.</summary>
    public int Measured { get; private set; }

    /// <summary>Whether this scan can answer a search.</summary>
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
        Measured = 0;
        if (context.Budget.IsLimited && !context.Budget.TryScan(rows))
        {
            return new SearchWork(0) { IsComplete = true };
        }

        PreparedQuery query = context.Query;
        HitCollector hits = context.Hits;
        query.PrepareScan(space.Model);
        ReadOnlySpan<int> dots = Compare(space, query, filter);

        int below = int.MaxValue;
        for (long needed = hits.Top.Capacity + (long)hits.Excluded.Count; ; needed *= 4)
        {
            bool takesAll = needed >= rows || !(query.UnitSimilarity > 0);
            int least = takesAll ? Any : Math.Max(Any, LeastOf(dots, (int)needed));
            MeasureNearest(space, query, hits, dots, least, below);
            if (least == Any)
            {
                break;
            }

            if (hits.Top.IsFull)
            {
                MeasureRest(space, query, hits, dots, least);
                break;
            }

            below = least;
        }

        return new SearchWork(rows) { IsComplete = true };
    }

    /// <summary>The dot products of all rows, those that do not match taken out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<int> Compare(SpaceView space, PreparedQuery query, SpaceFilter? filter)
    {
        int padded = CodeLanes.Padded(space.Count);
        ScratchArray.EnsureCapacity(ref _dots, padded);
        ScratchArray.EnsureCapacity(ref _places, padded);
        Span<int> dots = _dots.AsSpan(0, padded);
        if (space.Lanes is CodeLanes lanes)
        {
            lanes.Dot(0, query.Codes, dots);
        }
        else
        {
            space.Codes.DotRange(0, query.Codes, dots[..space.Count]);
        }

        dots[space.Count..].Fill(None);
        if (filter is not null)
        {
            TakeOut(filter.Rows, dots[..space.Count]);
        }

        return dots;
    }

    /// <summary>Takes the rows between the runs of a filter out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeOut(RowSet filter, Span<int> dots)
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

    /// <summary>A dot product that at least this number of rows reach, and not many more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int LeastOf(ReadOnlySpan<int> dots, int needed)
    {
        int columns = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(ColumnMaxima.Unit, ColumnsOfOne * needed));
        if (2 * columns <= dots.Length)
        {
            // The rest is left out: what is left of the rows may reach less, never more.
            ScratchArray.EnsureCapacity(ref _maxima, columns);
            Span<int> maxima = _maxima.AsSpan(0, columns);
            ColumnMaxima.Fill(dots[..(dots.Length / columns * columns)], maxima);
            if (columns <= ColumnMaxima.MaxOfLargest)
            {
                return ColumnMaxima.Largest(maxima, needed);
            }

            dots = maxima;
        }

        ScratchArray.EnsureCapacity(ref _keys, dots.Length);
        Span<ulong> keys = _keys.AsSpan(0, dots.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = DotKey.Of(dots[i], (uint)i);
        }

        Selection.Select(keys, needed);
        return DotKey.Least(keys[..needed]);
    }

    /// <summary>Measures the rows whose dot products are in [least, below).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void MeasureNearest(
        SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> dots, int least, int below)
    {
        Span<int> places = _places;
        int found = Threshold.Find(dots, least, places);
        int count = 0;
        for (int i = 0; i < found; i++)
        {
            int row = places[i];
            places[count] = row;
            count += below == int.MaxValue || dots[row] < below ? 1 : 0;
        }

        Measure(space, query, hits, places[..count]);
    }

    /// <summary>
    /// Measures the rows below a dot product that could be nearer than the k-th, within the bound. The others are as
    /// far as they can be told.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void MeasureRest(
        SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> dots, int below)
    {
        Debug.Assert(hits.Top is { IsFull: true, Count: > 0 });
        int threshold = AdmissionBound.ThresholdOf(query, hits.Top.Least);
        double slack = Math.Min(MostSlack, space.Model.RowError * query.Length / 255 / query.UnitSimilarity);
        int loosest = (int)Math.Max(Any, threshold - Math.Ceiling(255 * slack));
        Span<int> places = _places;
        NativeView<byte> errors = space.RowErrors;
        int found = Threshold.Find(dots, loosest, places);
        int count = 0;
        for (int i = 0; i < found; i++)
        {
            int row = places[i];
            int dot = dots[row];
            places[count] = row;
            count += dot < below && dot + Math.Ceiling(slack * errors[row]) >= threshold ? 1 : 0;
        }

        Measure(space, query, hits, places[..count]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> rows)
    {
        ExactRows exact = space.Exact;
        foreach (int row in rows)
        {
            exact.Prefetch(row);
        }

        foreach (int row in rows)
        {
            if (space.TryGetOrdinal(row, out int ordinal) && !hits.Excluded.Contains(ordinal))
            {
                hits.Offer(exact.Similarity(row, query.Exact), ordinal);
            }
        }

        Measured += rows.Length;
    }
}
