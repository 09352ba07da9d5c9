using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Measures what a search of the cells finds, for each kind of query and some k: cells alone, doubling their number,
/// and fewer cells followed by a walk from their hits, by its pool. Without a graph only cells alone, which then have
/// to answer everything, so in finer steps and further. Counts only, like <see cref="CalibrationBuilder"/>.
/// </summary>
internal static class CellCalibrationBuilder
{
    private const double Step = 1.6;
    private const double EnoughRecall = 0.993;
    private const int MinCells = 16;
    private const int MaxCells = 4096;
    private const int MaxCellsWithoutGraph = 16_384;
    private const int MaxCellsBeforeWalk = 512;
    private const int LargestEf = 320;

    /// <summary>
    /// Divisor of the walk's queries. Without a graph, whose seeds distinguish sessions from vectors, all sets together
    /// are asked as often as one of them.
    /// </summary>
    private const int ShareOfQueries = 2;

    /// <summary>Measures one space; no rows if it has no cells to search or is small enough to be scanned.</summary>
    public static CellCalibrationRow[] Measure(
        SpaceView similar, SpaceView space, List<QuerySet> sets, ParallelContext context)
    {
        List<CellCalibrationRow> rows = [];
        if (space.Cells is null || sets.Count == 0)
        {
            return [];
        }

        foreach (int k in Calibration.MeasuredK)
        {
            Curves(similar, space, QueryKind.Vector, k, sets, seeded: false, rows, context);
            foreach (QuerySet set in sets)
            {
                Curves(
                    similar, space, Calibration.KindOf(set.Sessions[0].Length), k, [set], seeded: true, rows, context);
            }
        }

        return [.. rows];
    }

    private static void Curves(
        SpaceView similar,
        SpaceView space,
        QueryKind kind,
        int k,
        List<QuerySet> sets,
        bool seeded,
        List<CellCalibrationRow> rows,
        ParallelContext context)
    {
        // From about half of all cells on, a scan of everything is as cheap.
        int most = Math.Min(space.HasGraph ? MaxCells : MaxCellsWithoutGraph, space.Cells!.Count / 2);
        for (int cells = MinCells; cells <= most; cells = Next(cells, space.HasGraph))
        {
            CellCalibrationRow alone = Ask(similar, space, kind, k, cells, 0, sets, seeded, context);
            rows.Add(alone);
            if (alone.Recall >= EnoughRecall * ushort.MaxValue)
            {
                break;
            }
        }

        if (!space.HasGraph)
        {
            return;
        }

        for (int cells = MinCells; cells <= Math.Min(most, MaxCellsBeforeWalk); cells *= 2)
        {
            for (int ef = k; ef <= LargestEf; ef = (int)Math.Ceiling(ef * Step))
            {
                CellCalibrationRow walked = Ask(similar, space, kind, k, cells, ef, sets, seeded, context);
                rows.Add(walked);
                if (walked.Recall >= EnoughRecall * ushort.MaxValue)
                {
                    break;
                }
            }
        }
    }

    /// <summary>
    /// Doubles the cells; without a graph multiplies by 3/2 after a power of two, and otherwise by 4/3.
    /// </summary>
    private static int Next(int cells, bool hasGraph) =>
        hasGraph ? cells * 2 : System.Numerics.BitOperations.IsPow2(cells) ? cells / 2 * 3 : cells / 3 * 4;

    private static CellCalibrationRow Ask(
        SpaceView similar,
        SpaceView space,
        QueryKind kind,
        int k,
        int cells,
        int ef,
        List<QuerySet> sets,
        bool seeded,
        ParallelContext context)
    {
        RecallPoint total = default;
        foreach (QuerySet set in sets)
        {
            int share = (k <= 10 ? 1 : CalibrationBuilder.ShareOfQueriesAbove10)
                * (space.HasGraph ? ShareOfQueries : sets.Count);
            total += set.Measure(
                similar, space, (set.Sessions.Length + share - 1) / share, k, cells, ef, seeded, context);
        }

        return new CellCalibrationRow
        {
            Kind = (int)kind,
            K = k,
            Cells = cells,
            Ef = ef,
            Recall = total.Recall,
            Compared = (int)(total.Compared / total.Queries),
            Scored = (int)(total.Scored / total.Queries),
            Hops = (int)(total.Hops / total.Queries),
        };
    }
}
