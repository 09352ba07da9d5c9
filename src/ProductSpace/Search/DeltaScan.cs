using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Merges the products of a delta into what a search found in the base, exactly: the codes of all rows are compared, and
/// each that could have a place in the lists, within the bound of what codes lose, is measured by the exact form.
/// </summary>
internal static class DeltaScan
{
    /// <summary>Adds to the lists of a scratch, whose query is prepared, what its view of the delta holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(SpaceView space, SearchContext scratch) => Offer(space, scratch, new ListSink(scratch));

    /// <summary>Offers what the view of a scratch holds and the question does not leave out, as far as the sink's bar lets it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Offer<TSink>(SpaceView space, SearchContext scratch, TSink sink)
        where TSink : struct, IDeltaSink
    {
        DeltaView view = scratch.Delta;
        scratch.Query.PrepareScan(space.Model);
        AddRows(space.Model, scratch, view, sink);
        if (scratch.Excluded.Passes is DeltaMatchBits passes)
        {
            AddNews(space, scratch, view, passes, sink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<TSink>(SpaceModel model, SearchContext scratch, DeltaView view, TSink sink)
        where TSink : struct, IDeltaSink
    {
        PreparedQuery query = scratch.Query;
        DeltaLog log = view.Log!;
        DeltaRows rows = log.Rows(view.Space);
        DeltaMatchBits? passes = scratch.Excluded.Passes;

        // After the number of versions: it counts all rows of these, and some more that are passed over.
        int count = log.RowCount;
        double bound = model.ErrorBound(query.Lost, rows.Longest);
        for (int first = 0; first < count; first += ExactScan.BlockRows)
        {
            if (rows.ChunkOf(first) is not DeltaRows.Chunk chunk)
            {
                continue;
            }

            int start = first % DeltaRows.ChunkRows;
            Span<int> dots = scratch.Dots.AsSpan(0, Math.Min(ExactScan.BlockRows, count - first));
            chunk.Codes.DotRange(start, query.Codes, dots);
            double bar = BarOf(sink.Least, query, bound);
            int found = Threshold.Find(dots, Least(bar, chunk.LargestError, query), scratch.Rows);
            for (int i = 0; i < found; i++)
            {
                int place = scratch.Rows[i];
                int row = first + place;
                if (!log.IsLiving(row, view.Versions) || !chunk.Has[start + place] || dots[place] < Least(bar, chunk.Errors[start + place], query))
                {
                    continue;
                }

                int ordinal = log.OrdinalOf(row);
                if ((passes is null || passes.Passes(log.VersionOfRow(row, view.Versions))) && !scratch.Excluded.IsListed(ordinal))
                {
                    sink.Add(chunk.Exact.Similarity(start + place, query.High, query.Low), ordinal);
                }
            }
        }

        scratch.DeltaScored += count;
    }

    /// <summary>Base products that pass the filter by what the delta says of them, and are not in the filter's set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNews<TSink>(SpaceView space, SearchContext scratch, DeltaView view, DeltaMatchBits passes, TSink sink)
        where TSink : struct, IDeltaSink
    {
        DeltaLog log = view.Log!;
        ReadOnlySpan<ulong> news = passes.News;
        int[] rows = scratch.Rows;
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
                if ((uint)slot >= (uint)space.Count || space.ToOrdinal(slot) != ordinal || scratch.Excluded.IsListed(ordinal))
                {
                    continue;
                }

                space.Codes.Prefetch(slot);
                rows[count++] = slot;
                if (count == rows.Length)
                {
                    Measure(space, scratch, rows.AsSpan(0, count), sink);
                    count = 0;
                }
            }
        }

        Measure(space, scratch, rows.AsSpan(0, count), sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Measure<TSink>(SpaceView space, SearchContext scratch, ReadOnlySpan<int> rows, TSink sink)
        where TSink : struct, IDeltaSink
    {
        PreparedQuery query = scratch.Query;
        Span<int> dots = scratch.Dots.AsSpan(0, rows.Length);
        space.Codes.Dot(rows, query.Codes, dots);
        double bar = BarOf(sink.Least, query, query.ErrorBound);
        for (int i = 0; i < rows.Length; i++)
        {
            if (dots[i] >= Least(bar, space.Model.RowError * space.RowErrors[rows[i]] / 255, query))
            {
                sink.Add(space.Exact.Similarity(rows[i], query.High, query.Low), space.ToOrdinal(rows[i]));
            }
        }

        scratch.DeltaScored += rows.Length;
    }

    /// <summary>What a product's similarity by codes must reach to have a place, but for what its own codes lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double BarOf(double least, PreparedQuery query, double bound) =>
        query.UnitSimilarity > 0 ? least - bound - query.ZeroSimilarity : double.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Least(double bar, double lost, PreparedQuery query) =>
        bar == double.NegativeInfinity ? int.MinValue : (int)Math.Clamp(Math.Floor((bar - lost) / query.UnitSimilarity), -1e9, 1e9);

    /// <summary>The lists of a search.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly struct ListSink(SearchContext scratch) : IDeltaSink
    {
        /// <summary>A group may take what is nearer than its last: under caps only a full list has a least of its own.</summary>
        public double Least
        {
            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            get => scratch.Top is not { IsFull: true, Count: > 0 } ? double.NegativeInfinity
                : !scratch.Caps.IsOn ? scratch.Top.Least
                : scratch.Caps is { IsFull: true, Count: > 0 } ? Math.Min(scratch.Top.Least, scratch.Caps.Least)
                : double.NegativeInfinity;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double similarity, int ordinal) => scratch.Add(similarity, ordinal);
    }
}

/// <summary>Who takes the products of a delta; a struct, so that nothing is called through it.</summary>
internal interface IDeltaSink
{
    /// <summary>Similarity from which on a product has a place.</summary>
    double Least { get; }

    void Add(double similarity, int ordinal);
}
