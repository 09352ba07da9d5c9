using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>Settings of a search of the cells, and what it is expected to cost in nanoseconds.</summary>
internal readonly record struct CellPlan(int Cells, int Ef, double Scored, double Cost);

/// <summary>
/// Turns a recall target into the cheapest measured way over the cells, for each kind of query and some k. What lies
/// between two measured pools is taken by interpolation; a k that was not measured takes the settings of the next
/// larger one.
/// </summary>
internal sealed class CellCalibration
{
    /// <summary>
    /// Where nothing but cells is left the recall measured has to exceed the target by this share of what the target
    /// lets go: about one standard error of the measurement.
    /// </summary>
    private const double MarginWithoutGraph = 0.1;

    private readonly CellCalibrationRow[][] _rows;

    /// <summary>
    /// Takes the rows of a file; unsound ones are left out, so that a forged table costs speed, not safety.
    /// </summary>
    public CellCalibration(NativeView<CellCalibrationRow> rows)
    {
        ReadOnlySpan<int> measured = CalibrationRow.MeasuredK;
        List<CellCalibrationRow>[] groups = new List<CellCalibrationRow>[CalibrationRow.Kinds * measured.Length];
        for (int group = 0; group < groups.Length; group++)
        {
            groups[group] = [];
        }

        foreach (CellCalibrationRow row in MeasuredRows.SoundOf(rows))
        {
            groups[(row.Kind * measured.Length) + measured.IndexOf(row.K)].Add(row);
            Count++;
        }

        _rows = Array.ConvertAll(groups, group => group.ToArray());
    }

    /// <summary>Rows of all kinds and k.</summary>
    public int Count { get; }

    /// <summary>The calibration of the cells of a space; null where these cannot be searched.</summary>
    public static CellCalibration? Open(SnapshotSections sections, int space)
    {
        uint id = SectionId.OfSpace(space, SectionId.CellCalibration);
        return sections.Contains(id) ? new CellCalibration(sections.Get<CellCalibrationRow>(id, -1)) : null;
    }

    /// <summary>Rows of a kind at a measured k.</summary>
    public ReadOnlySpan<CellCalibrationRow> Rows(QueryKind kind, int k) =>
        Calibration.PlaceOf(k) is int place and >= 0 ? _rows[((int)kind * Calibration.MeasuredK.Length) + place] : [];

    /// <summary>
    /// The cheapest settings that reached the target, with a walk only where there is a graph; Cells is 0 where none
    /// did.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CellPlan PlanFor(QueryKind kind, int k, double target, int blockLines, CostModel costs, bool hasGraph)
    {
        double wanted = (hasGraph ? target : target + (MarginWithoutGraph * (1 - target))) * ushort.MaxValue;
        CellPlan best = default;
        CellCalibrationRow last = default;
        foreach (ref readonly CellCalibrationRow row in Rows(kind, k))
        {
            if (row.Ef > 0 && !hasGraph)
            {
                continue;
            }

            bool sameWalks = row.Ef > 0 && last.Ef > 0 && row.Cells == last.Cells;
            if (row.Recall >= wanted && !(sameWalks && last.Recall >= wanted))
            {
                double share = sameWalks ? (wanted - last.Recall) / Math.Max(1, row.Recall - last.Recall) : 1;
                double scored = sameWalks ? last.Scored + (share * (row.Scored - last.Scored)) : row.Scored;
                int ef = sameWalks ? (int)Math.Ceiling(last.Ef + (share * (row.Ef - last.Ef))) : row.Ef;
                double cost = costs.Cells(row.Compared, row.Cells, blockLines, scored);
                if (best.Cells == 0 || cost < best.Cost)
                {
                    best = new CellPlan(row.Cells, ef == 0 ? 0 : Math.Max(ef, k), scored, cost);
                }
            }

            last = row;
        }

        return best;
    }

    /// <summary>
    /// Cells that, scanned alone, found this share of the k nearest to a vector, by interpolation in the logarithms;
    /// beyond the largest measured k in proportion to the same power of k as between the last two. 0 where nothing was
    /// measured.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double AloneFor(double k, double target)
    {
        double below = 0;
        double belowCells = 0;
        double power = 0;
        foreach (int measured in Calibration.MeasuredK)
        {
            double cells = AloneAt(measured, target);
            if (cells == 0)
            {
                continue;
            }

            power = below == 0 ? 0 : Math.Log(cells / belowCells) / Math.Log(measured / below);
            if (k <= measured && below == 0)
            {
                return cells;
            }

            if (k <= measured)
            {
                return belowCells * Math.Pow(k / below, power);
            }

            below = measured;
            belowCells = cells;
        }

        return below == 0 ? 0 : belowCells * Math.Pow(k / below, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double AloneAt(int k, double target)
    {
        double wanted = target * ushort.MaxValue;
        CellCalibrationRow last = default;
        foreach (ref readonly CellCalibrationRow row in Rows(QueryKind.Vector, k))
        {
            if (row.Ef > 0)
            {
                continue;
            }

            if (row.Recall >= wanted)
            {
                double share = last.Cells == 0 ? 1 : (wanted - last.Recall) / Math.Max(1, row.Recall - last.Recall);
                return last.Cells + (share * (row.Cells - last.Cells));
            }

            last = row;
        }

        // Not reached within the measured range: double the last.
        return 2.0 * last.Cells;
    }
}
