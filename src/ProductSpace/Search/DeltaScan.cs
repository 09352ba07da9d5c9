using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Merges the products of a delta into what a search found in the base, exactly: the codes of all rows are compared,
/// and each that could have a place in the lists, within the bound of what codes lose, is measured by the exact form.
/// </summary>
internal static class DeltaScan
{
    /// <summary>
    /// Offers the products of the delta of a context, whose query is prepared, to its hits; returns the vectors
    /// compared.
    /// </summary>
    public static long Merge(SpaceView space, SearchContext context) =>
        Offer(space, context, new HitSink(context.Hits));

    /// <summary>
    /// Offers the products of a delta that are not excluded, as far as the sink's bar lets it; returns the vectors
    /// compared.
    /// </summary>
    public static long Offer<TSink>(SpaceView space, SearchContext context, TSink sink)
        where TSink : struct, IDeltaSink
    {
        context.Query.PrepareScan(space.Model);
        long compared = AddRows(space.Model, context, context.Delta, sink);
        return context.Hits.Excluded.Passes is DeltaMatchBits passes
            ? compared + AddNews(space, context, context.Delta, passes, sink)
            : compared;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long AddRows<TSink>(SpaceModel model, SearchContext context, DeltaView view, TSink sink)
        where TSink : struct, IDeltaSink
    {
        PreparedQuery query = context.Query;
        DeltaLog log = view.Log!;
        DeltaRows rows = log.Rows(view.Space);
        DeltaMatchBits? passes = context.Hits.Excluded.Passes;

        // After the number of versions: it counts all rows of these, and some more that are passed over.
        int count = log.RowCount;
        double bound = model.ErrorBound(query, rows.Longest, rows.LongestRow);
        for (int first = 0; first < count; first += HitCollector.BlockRows)
        {
            if (context.Budget.IsLimited && context.Budget.IsLate())
            {
                return first;
            }

            if (rows.ChunkOf(first) is not DeltaRows.Chunk chunk)
            {
                continue;
            }

            int start = first % DeltaRows.ChunkRows;
            Span<int> dots = context.Dots.AsSpan(0, Math.Min(HitCollector.BlockRows, count - first));
            if (chunk.Lanes is CodeLanes lanes)
            {
                lanes.Dot(start, query.Codes, context.Dots.AsSpan(0, CodeLanes.Padded(dots.Length)));
            }
            else
            {
                chunk.Codes.DotRange(start, query.Codes, dots);
            }

            double bar = BarOf(sink.Least, query, bound);
            int found = Threshold.Find(dots, Least(bar, chunk.LargestError, query), context.Rows);
            for (int i = 0; i < found; i++)
            {
                int place = context.Rows[i];
                int row = first + place;
                if (!log.IsLiving(row, view.Versions) || !chunk.Has[start + place]
                    || dots[place] < Least(bar, chunk.Errors[start + place], query))
                {
                    continue;
                }

                int ordinal = log.OrdinalOf(row);
                if ((passes is null || passes.Passes(log.VersionOfRow(row, view.Versions)))
                    && !context.Hits.Excluded.IsListed(ordinal))
                {
                    sink.Add(chunk.Exact.Similarity(start + place, query.Exact), ordinal);
                }
            }
        }

        return count;
    }

    /// <summary>
    /// Base products that pass the filter by what the delta says of them, and are not in the filter's set.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long AddNews<TSink>(
        SpaceView space, SearchContext context, DeltaView view, DeltaMatchBits passes, TSink sink)
        where TSink : struct, IDeltaSink
    {
        DeltaLog log = view.Log!;
        ReadOnlySpan<ulong> news = passes.News;
        int[] rows = context.Rows;
        long compared = 0;
        int count = 0;
        int words = (view.Versions + 63) >> 6;
        for (int word = 0; word < words; word++)
        {
            for (ulong rest = news[word]; rest != 0; rest &= rest - 1)
            {
                int version = (word << 6) + BitOperations.TrailingZeroCount(rest);
                if (version >= view.Versions || !log.IsNewest(version, view.Versions))
                {
                    continue;
                }

                int ordinal = ~log.Target(version);
                int slot = space.ToSlot(ordinal);
                if ((uint)slot >= (uint)space.Count || space.ToOrdinal(slot) != ordinal
                    || context.Hits.Excluded.IsListed(ordinal))
                {
                    continue;
                }

                space.Codes.Prefetch(slot);
                rows[count++] = slot;
                if (count == rows.Length)
                {
                    compared += Measure(space, context, rows.AsSpan(0, count), sink);
                    count = 0;
                    if (context.Budget.IsLimited && context.Budget.IsLate())
                    {
                        return compared;
                    }
                }
            }
        }

        return compared + Measure(space, context, rows.AsSpan(0, count), sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Measure<TSink>(SpaceView space, SearchContext context, ReadOnlySpan<int> rows, TSink sink)
        where TSink : struct, IDeltaSink
    {
        PreparedQuery query = context.Query;
        Span<int> dots = context.Dots.AsSpan(0, rows.Length);
        space.Codes.Dot(rows, query.Codes, dots);
        double bar = BarOf(sink.Least, query, query.ErrorBound);
        for (int i = 0; i < rows.Length; i++)
        {
            if (dots[i] >= Least(bar, space.Model.RowError * space.RowErrors[rows[i]] / 255, query))
            {
                sink.Add(space.Exact.Similarity(rows[i], query.Exact), space.ToOrdinal(rows[i]));
            }
        }

        return rows.Length;
    }

    /// <summary>
    /// What a product's similarity by codes must reach to have a place, but for what its own codes lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double BarOf(double least, PreparedQuery query, double bound) =>
        query.UnitSimilarity > 0 ? least - bound - query.ZeroSimilarity : double.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Least(double bar, double lost, PreparedQuery query) =>
        bar == double.NegativeInfinity
            ? int.MinValue
            : (int)Math.Clamp(Math.Floor((bar - (lost * query.Length)) / query.UnitSimilarity), -1e9, 1e9);

    /// <summary>The hits of a search.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly struct HitSink(HitCollector hits) : IDeltaSink
    {
        public double Least
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => hits.Least;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double similarity, int ordinal) => hits.Offer(similarity, ordinal);
    }
}

/// <summary>Who takes the products of a delta; a struct, so that nothing is called through it.</summary>
internal interface IDeltaSink
{
    /// <summary>Similarity from which on a product has a place.</summary>
    double Least { get; }

    void Add(double similarity, int ordinal);
}
