using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>The scan: rows side by side in blocks, scattered ones one by one, and where the answer need not be exact by their heads and groups.</summary>
internal static partial class Searcher
{
    /// <summary>
    /// The exact answers of the queries of some scratches over all rows, or over those of the filter. A block of rows comes
    /// from memory once and is compared with each query while it is in the cache. What a walk or cells found before stays
    /// in the lists and spares rows. The budget asked is that of the first query: it must be one for all.
    /// Above 0, for one query, <paramref name="headTarget"/> is the recall to keep while scattered rows are judged by
    /// <see cref="PrefixPruning"/>: the answer is not quite exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scan(SpaceView space, ReadOnlySpan<SearchContext> queries, int k, RowSet? filter, double headTarget = 0, MatchList? list = null)
    {
        foreach (SearchContext scratch in queries)
        {
            scratch.Scan.Begin(space, scratch.Query, k, scratch.HasFound);
        }

        if (filter is null)
        {
            ScanRange(space, queries, 0, space.Count);
        }
        else
        {
            ScanFiltered(space, queries, filter, list, headTarget);
        }

        foreach (SearchContext scratch in queries)
        {
            scratch.Scan.Flush(space, scratch.Query);
            scratch.Budget.Follow(queries[0].Budget);
        }
    }

    /// <summary>
    /// The scan that a road of one query ends with (<see cref="Course.NeedsScan"/>): where the course allows heads to judge scattered
    /// matches, those of the nearest groups first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScanFor(SpaceView space, SearchContext scratch, Course course, int k, SpaceFilter? filter, SearchStrategy road)
    {
        if (filter is null || !course.ByGroups || scratch.Caps.IsOn)
        {
            Scan(space, new ReadOnlySpan<SearchContext>(in scratch), k, filter?.Rows, road == SearchStrategy.PrefixScan ? course.HeadTarget : 0, filter?.List);
            return;
        }

        scratch.Scan.Begin(space, scratch.Query, k, scratch.HasFound);
        scratch.GroupRows = scratch.Groups.Run(space, filter, scratch, course.HeadTarget);
        scratch.Scan.Flush(space, scratch.Query);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanRange(SpaceView space, ReadOnlySpan<SearchContext> queries, int first, int end)
    {
        SearchBudget budget = queries[0].Budget;
        bool isLimited = budget.IsLimited;
        for (int start = first; start < end; start += ExactScan.BlockRows)
        {
            int rows = Math.Min(ExactScan.BlockRows, end - start);
            if (isLimited && !budget.TryScan(rows))
            {
                return;
            }

            foreach (SearchContext scratch in queries)
            {
                Span<int> dots = scratch.Dots.AsSpan(0, rows);
                space.Codes.DotRange(start, scratch.Query.Codes, dots);
                scratch.Scan.AddRange(space, scratch.Query, start, dots);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanFiltered(SpaceView space, ReadOnlySpan<SearchContext> queries, RowSet filter, MatchList? list, double headTarget)
    {
        const int shortRun = 16;
        const int loneRun = 4;
        int[] rows = queries[0].Rows;
        SearchBudget budget = queries[0].Budget;
        int count = 0;
        PrefixPruning? heads = headTarget > 0 ? queries[0].Heads : null;
        heads?.Begin(space, queries[0].Query, headTarget);
        if (list is not null && (long)filter.Runs * loneRun > filter.Count)
        {
            for (int from = 0; from < list.Rows.Length && !budget.IsCut; from += ExactScan.BlockRows)
            {
                Gather(space, queries, list.Rows.Slice(from, Math.Min(ExactScan.BlockRows, list.Rows.Length - from)), heads);
            }

            heads?.Flush(space, queries[0].Query, queries[0].Scan);
            return;
        }

        int all = space.Count;
        RowSet.RunReader runs = filter.ReadRuns();
        while (!budget.IsCut && runs.Next(out int first, out int end))
        {
            end = Math.Min(end, all);
            if (end - first >= shortRun)
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
                        Gather(space, queries, rows.AsSpan(0, count), heads);
                        count = 0;
                    }
                }
            }
        }

        Gather(space, queries, rows.AsSpan(0, count), heads);
        heads?.Flush(space, queries[0].Query, queries[0].Scan);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(SpaceView space, ReadOnlySpan<SearchContext> queries, ReadOnlySpan<int> rows, PrefixPruning? heads)
    {
        SearchBudget budget = queries[0].Budget;
        if (rows.IsEmpty || (budget.IsLimited && !budget.TryScan(rows.Length)))
        {
            return;
        }

        if (heads is not null && queries[0].Scan.Kth != int.MinValue)
        {
            heads.Add(space, queries[0].Query, queries[0].Scan, rows);
            return;
        }

        foreach (SearchContext scratch in queries)
        {
            space.Codes.DotFar(rows, scratch.Query.Codes, scratch.Dots);
            scratch.Scan.Add(space, scratch.Query, rows, scratch.Dots);
        }
    }
}
