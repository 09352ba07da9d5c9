using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Measures for each kind of query and some k what a search of the cells finds: cells alone, twice as many from point to
/// point, and fewer cells with a walk from what they gave, by its pool. Without a graph cells alone, which then have to
/// answer everything: in finer steps, and further. Counts only, as <see cref="CalibrationBuilder"/>.
/// </summary>
internal static class CellCalibrationBuilder
{
    private const double Step = 1.6;
    private const double EnoughRecall = 0.993;
    private const int FewestCells = 16;
    private const int MostCells = 4096;
    private const int MostCellsWithoutGraph = 16_384;
    private const int MostCellsBeforeWalk = 512;
    private const int LargestEf = 320;

    /// <summary>
    /// Of the queries of the walk. Without a graph, whose seeds would tell a vector from a session, the sets together are
    /// asked as often as one of them.
    /// </summary>
    private const int ShareOfQueries = 2;

    /// <summary>Rows for one space; none where it has no cells to search or is so small that it is scanned.</summary>
    public static CellCalibrationRow[] Measure(SpaceView similar, SpaceView space, List<QuerySet> sets, ParallelContext context)
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
                Curves(similar, space, Calibration.KindOf(set.Sessions[0].Length), k, [set], seeded: true, rows, context);
            }
        }

        return [.. rows];
    }

    private static void Curves(SpaceView similar, SpaceView space, QueryKind kind, int k, List<QuerySet> sets, bool seeded, List<CellCalibrationRow> rows, ParallelContext context)
    {
        // From about half of all cells on a scan of everything is as cheap.
        int most = Math.Min(space.HasGraph ? MostCells : MostCellsWithoutGraph, space.Cells!.Count / 2);
        for (int cells = FewestCells; cells <= most; cells = Next(cells, space.HasGraph))
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

        for (int cells = FewestCells; cells <= Math.Min(most, MostCellsBeforeWalk); cells *= 2)
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

    /// <summary>Twice as many; without a graph 3/2 as many after a power of two, and 4/3 after that.</summary>
    private static int Next(int cells, bool hasGraph) =>
        hasGraph ? cells * 2 : System.Numerics.BitOperations.IsPow2(cells) ? cells / 2 * 3 : cells / 3 * 4;

    private static CellCalibrationRow Ask(SpaceView similar, SpaceView space, QueryKind kind, int k, int cells, int ef, List<QuerySet> sets, bool seeded, ParallelContext context)
    {
        RecallPoint total = default;
        foreach (QuerySet set in sets)
        {
            int share = (k <= 10 ? 1 : CalibrationBuilder.ShareOfQueriesAbove10) * (space.HasGraph ? ShareOfQueries : sets.Count);
            total += set.Measure(similar, space, (set.Sessions.Length + share - 1) / share, k, cells, ef, seeded, context);
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
