using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// A search where a delta hides base products. What is hidden leads a walk on, but fills places of the pool and of the cells
/// that were meant for products; the calibration knows nothing of it. So a road gets as many times the room as the share of
/// what is gone asks for, and is taken again, wider, where more of what it met was hidden than it had room for: a brand that
/// was taken down as a whole is near to itself. What would be wider than a scan pays for is a scan.
/// </summary>
internal static class DeltaOversampling
{
    /// <summary>Room that a plan has to spare.</summary>
    private const double Spare = 1.15;

    /// <summary>By so much at most in one step: few met say little.</summary>
    private const double Step = 8;

    private const int LargestPool = 8192;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchStrategy Take(SpaceView space, SearchContext scratch, Course course, int k, ReadOnlySpan<int> seeds, SpaceFilter? filter)
    {
        double width = (double)space.Count / Math.Max(1, space.Count - scratch.Delta.Gone);
        while (true)
        {
            Course wider = course.Wider(width, space);
            if (width > 1 && Math.Max(wider.Pool, wider.CellEf) > LargestPool)
            {
                return ToScan(course, scratch, filter);
            }

            scratch.Width = width;
            scratch.Excluded.BeginMeeting();
            SearchStrategy road = Searcher.TakeOnce(space, scratch, wider, k, seeds, filter);
            int living = Math.Max(1, scratch.Excluded.Met);
            double needed = (double)(living + scratch.Excluded.Hidden) / living;
            bool isWideEnough = needed <= Spare * width || width >= space.Count;
            if (Course.NeedsScan(road) || isWideEnough || scratch.Budget.IsCut)
            {
                return road;
            }

            width = Math.Min(needed * Spare, width * Step);
        }
    }

    /// <summary>What was found so far spares the scan rows, if anything was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SearchStrategy ToScan(Course course, SearchContext scratch, SpaceFilter? filter)
    {
        scratch.HasFound = false;
        return course.Pool > 0 ? SearchStrategy.GraphThenScan : course.HeadTarget > 0 && filter is not null && !scratch.Caps.IsOn ? SearchStrategy.PrefixScan : SearchStrategy.Scan;
    }
}
