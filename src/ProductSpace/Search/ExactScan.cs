using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy Scan: the codes of all rows, or of those of the filter, then the exact form of all that could be among the
/// nearest. Several queries share the rows: a block comes from memory once and is compared with each query while it is
/// in the cache. What was found before stays among the hits and spares rows. Every step asks the budget of the first
/// query: it must be one for all.
/// </summary>
internal static class ExactScan
{
    /// <summary>Runs of fewer rows are gathered one by one.</summary>
    public const int ShortRun = 16;

    /// <summary>From runs of this average length down, listed matches are gathered.</summary>
    private const int LoneRun = 4;

    /// <summary>Scans for all queries; the work is that of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchWork Run(SpaceView space, ReadOnlySpan<SearchContext> queries, SpaceFilter? filter)
    {
        if (WholeScan.Fits(space, queries[0], filter) && (queries.Length == 1 || !queries[0].Budget.IsLimited))
        {
            // All rows stay in the cache: there is nothing to share between queries.
            SearchWork work = default;
            foreach (SearchContext query in queries)
            {
                work = query.Whole.Run(space, query, filter);
            }

            return work;
        }

        foreach (SearchContext query in queries)
        {
            query.Hits.BeginBlocks(space, query.Query);
        }

        if (filter is null)
        {
            ScanRange(space, queries, 0, space.Count);
        }
        else if (IsListed(filter, out MatchList? list))
        {
            ScanList(space, queries, list.Rows, prefixes: null);
        }
        else
        {
            ScanRuns(space, queries, filter.Rows, prefixes: null);
        }

        SearchBudget budget = queries[0].Budget;
        foreach (SearchContext query in queries)
        {
            query.Hits.Flush(space, query.Query);
            query.Budget.Follow(budget);
        }

        long scanned = budget.IsLimited ? budget.Scanned : filter?.Rows.Count ?? space.Count;
        return new SearchWork(scanned) { IsComplete = true };
    }

    /// <summary>Whether the matches are listed and lie so lonely that the list is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsListed(
        SpaceFilter filter, [NotNullWhen(true)] out MatchList? list)
    {
        list = filter.List;
        return list is not null && (long)filter.Rows.Runs * LoneRun > filter.Rows.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScanList(
        SpaceView space, ReadOnlySpan<SearchContext> queries, ReadOnlySpan<int> rows, PrefixScan? prefixes)
    {
        SearchBudget budget = queries[0].Budget;
        for (int from = 0; from < rows.Length && !budget.IsCut; from += HitCollector.BlockRows)
        {
            Gather(space, queries, rows.Slice(from, Math.Min(HitCollector.BlockRows, rows.Length - from)), prefixes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScanRuns(
        SpaceView space, ReadOnlySpan<SearchContext> queries, RowSet filter, PrefixScan? prefixes)
    {
        int[] rows = queries[0].Rows;
        SearchBudget budget = queries[0].Budget;
        int count = 0;
        int all = space.Count;
        RowSet.RunReader runs = filter.ReadRuns();
        while (!budget.IsCut && runs.Next(out int first, out int end))
        {
            end = Math.Min(end, all);
            if (end - first >= ShortRun)
            {
                ScanRange(space, queries, first, end);
            }
            else
            {
                for (int row = first; row < end; row++)
                {
                    rows[count++] = row;
                    if (count == rows.Length)
                    {
                        Gather(space, queries, rows.AsSpan(0, count), prefixes);
                        count = 0;
                    }
                }
            }
        }

        Gather(space, queries, rows.AsSpan(0, count), prefixes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanRange(SpaceView space, ReadOnlySpan<SearchContext> queries, int first, int end)
    {
        SearchBudget budget = queries[0].Budget;
        bool isLimited = budget.IsLimited;
        for (int start = first; start < end; start += HitCollector.BlockRows)
        {
            int rows = Math.Min(HitCollector.BlockRows, end - start);
            if (isLimited && !budget.TryScan(rows))
            {
                return;
            }

            foreach (SearchContext query in queries)
            {
                Span<int> dots = query.Dots.AsSpan(0, rows);
                space.Codes.DotRange(start, query.Query.Codes, dots);
                query.Hits.OfferRange(space, query.Query, start, dots);
            }
        }
    }

    /// <summary>
    /// Compares rows that lie here and there; by their prefixes once the hits of the one query have a bound.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(
        SpaceView space, ReadOnlySpan<SearchContext> queries, ReadOnlySpan<int> rows, PrefixScan? prefixes)
    {
        SearchBudget budget = queries[0].Budget;
        if (rows.IsEmpty || (budget.IsLimited && !budget.TryScan(rows.Length)))
        {
            return;
        }

        if (prefixes is not null && queries[0].Hits.Kth != int.MinValue)
        {
            prefixes.Offer(space, queries[0].Query, queries[0].Hits, rows);
            return;
        }

        foreach (SearchContext query in queries)
        {
            space.Codes.DotFar(rows, query.Query.Codes, query.Dots);
            query.Hits.OfferRows(space, query.Query, rows, query.Dots);
        }
    }
}
