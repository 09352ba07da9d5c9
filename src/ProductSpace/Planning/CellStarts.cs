using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// Turns a recall target into a number of cells from whose best rows a walk starts, and the point at which that walk
/// ends by itself, by what was measured on several families of vectors when the snapshot was built. Walks of sessions
/// start from the viewed products, which are better starts and cost nothing.
/// </summary>
internal sealed class CellStarts
{
    private readonly int[] _cells;
    private readonly int[] _compared;
    private readonly WalkStops[] _stops;

    /// <summary>
    /// Takes the sections of a file; rows that make no sense are left out, so that a forged table costs speed or
    /// recall, not safety.
    /// </summary>
    /// <param name="rows">By number of cells, then by k, from the largest allowed share on.</param>
    /// <param name="misses">A table of <see cref="TableLength"/> for each number of cells.</param>
    public CellStarts(NativeView<CellStartRow> rows, NativeView<ushort> misses)
    {
        List<int> cells = [];
        List<int> compared = [];
        List<List<WalkStopRow>> points = [];
        foreach (CellStartRow row in MeasuredRows.SoundOf(rows))
        {
            if (cells.Count == 0 || cells[^1] != row.Cells)
            {
                if (cells.Count == CellStartRow.MaxStarts)
                {
                    break;
                }

                cells.Add(row.Cells);
                compared.Add(row.Compared);
                points.Add([]);
            }

            points[^1].Add(row.Stop);
        }

        bool fits = misses.Length == (long)cells.Count * TableLength;
        _cells = fits ? [.. cells] : [];
        _compared = fits ? [.. compared] : [];
        _stops = new WalkStops[_cells.Length];
        for (int i = 0; i < _stops.Length; i++)
        {
            _stops[i] = new WalkStops(points[i], misses.Slice((long)i * TableLength, TableLength).ToArray());
        }
    }

    /// <summary>States of one number of cells: those of each measured k.</summary>
    public static int TableLength => CalibrationRow.MeasuredK.Length * StopStates.Count;

    /// <summary>Numbers of cells that were measured.</summary>
    public ReadOnlySpan<int> Cells => _cells;

    /// <summary>The starts of a space; null in a file without them.</summary>
    public static CellStarts? Open(SnapshotSections sections, SnapshotHeader header, int space)
    {
        uint rows = SectionId.OfSpace(space, SectionId.CellStarts);
        uint misses = SectionId.OfSpace(space, SectionId.CellStartMisses);
        return header.HasGraph && sections.Contains(rows) && sections.Contains(misses)
            ? new CellStarts(sections.Get<CellStartRow>(rows, -1), sections.Get<ushort>(misses, -1))
            : null;
    }

    /// <summary>
    /// When a walk ends that starts from the largest number of cells that was measured; off where it did not reach the
    /// target, or for sessions.
    /// </summary>
    /// <param name="kind">Of the query.</param>
    /// <param name="k">Results.</param>
    /// <param name="target">Recall.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public WalkStop StopFor(QueryKind kind, int k, double target) =>
        _stops.Length == 0 ? default : _stops[^1].StopFor(kind, k, target, out _);

    /// <summary>
    /// The start that costs least at the target; Cells is 0 where none reached it, or for sessions.
    /// </summary>
    /// <param name="kind">Of the query.</param>
    /// <param name="k">Results.</param>
    /// <param name="target">Recall.</param>
    /// <param name="blockLines">Cache lines of the 4-bit codes of a cell.</param>
    /// <param name="costs">Prices.</param>
    /// <param name="stop">When the walk ends; off where there is no start.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CellPlan PlanFor(
        QueryKind kind, int k, double target, int blockLines, CostModel costs, out WalkStop stop)
    {
        CellPlan best = default;
        stop = default;
        for (int i = 0; i < _stops.Length; i++)
        {
            WalkStop own = _stops[i].StopFor(kind, k, target, out double scored);
            if (!own.IsOn)
            {
                continue;
            }

            double cost = costs.CellStart(_compared[i], _cells[i], blockLines, scored);
            if (best.Cells == 0 || cost < best.Cost)
            {
                best = new CellPlan(_cells[i], 0, scored, cost);
                stop = own;
            }
        }

        return best;
    }
}
