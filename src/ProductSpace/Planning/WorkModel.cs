using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// How much each strategy has to do: the figures that the planner predicts work by and the strategies keep to. Each
/// constant stands here once.
/// </summary>
internal static class WorkModel
{
    /// <summary>A wider pool costs more to keep sorted than a scan.</summary>
    public const int MaxPool = 8192;

    /// <summary>What a scan does besides reading its rows, exact forms above all, in rows.</summary>
    public const double RowsOfScan = 400;

    /// <summary>What a scan of all rows in lanes does besides, in rows ...</summary>
    private const double RowsOfWholeScan = 300;

    /// <summary>... and the part of a row's price that 128 numbers in lanes cost.</summary>
    private const double ShareOfLanes = 0.2;

    /// <summary>
    /// Matches of a cell from which on its whole block is scanned; the codes of fewer are read one by one.
    /// </summary>
    public const int BlockMatches = 4;

    /// <summary>Passing cells that are compared at once, and in the first round of more.</summary>
    public const int CellsOfRound = 1024;

    /// <summary>Cells whose centroids are compared, for each cell that is chosen.</summary>
    public const int Shortlist = 5;

    /// <summary>Rows that a grouped scan looks at before it asks whether that is enough.</summary>
    public const int MinGroupedRows = 256;

    /// <summary>Rows that a grouped scan looks at for one that would do: it asks again after each half more.</summary>
    public const double GroupedOvershoot = 1.2;

    /// <summary>
    /// The highest recall target of a prefix scan: what it passes over is far less than such a target lets go.
    /// </summary>
    private const double MaxPrefixRecall = 0.99;

    /// <summary>Fewer matches are read whole.</summary>
    private const int MinPrefixMatches = 1024;

    /// <summary>
    /// Vectors that a walk scores for a node of its pool, where nothing was measured: such shops are small.
    /// </summary>
    private const int ScoredPerNode = 32;

    /// <summary>
    /// Pool nodes measured exactly for k results, at least: 7-bit codes lose no recall with this many where they tell
    /// products apart. Where they do not, the re-rank goes on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RerankDepth(int k) => Math.Max(20, 2 * k);

    /// <summary>
    /// Pool nodes of a walk that are looked at for k results, at least. Where its codes are short, these are ordered by
    /// whole codes, and the best of them are measured exactly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RerankDepth(SpaceView space, int k) =>
        space.Model.Navigation is Navigation navigation ? navigation.DepthFor(k) : RerankDepth(k);

    /// <summary>Cache lines of the 4-bit codes of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BlockLines(CellView view) => view.Blocks.SubQuantisers / CellQuery.SubQuantiserGroup;

    /// <summary>Whether enough cells pass for groups of them to be taken in rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NeedsRounds(CellSet set) => set.Passing > 2 * CellsOfRound;

    /// <summary>Centroids that filtered cells compare, about, until a number of cells is looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ComparedFor(CellView view, CellSet set, double looked) => !NeedsRounds(set) ? set.Passing
        : (view.Groups * (double)set.Passing / view.Count) + Math.Clamp(2 * looked, CellsOfRound, set.Passing);

    /// <summary>
    /// Candidates of filtered cells that are refined by their 7-bit codes, about, after a number of cells.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RefinedFor(int cells, int k) => (4 * k) + 40 + (cells / 3);

    /// <summary>Whether a scan of these matches may judge them by the first 64 of their codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FitsPrefixScan(SpaceView space, RowSet matches, double target) =>
        target <= MaxPrefixRecall && space.Codes.Stride > CodeDot.Block && matches.Count >= MinPrefixMatches
            && !matches.IsContiguous && !space.IsScanned;

    /// <summary>Cost of a row of a prefix scan, as a share of that of a whole row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double PrefixShare(SpaceView space) => Math.Max(0.5, 1.25 * CodeDot.Block / space.Codes.Stride);

    /// <summary>
    /// Whether a prefix scan can take its matches in the order of their groups; with fewer matches than groups it never
    /// pays.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FitsGroupedScan(SpaceView space, SpaceFilter filter) =>
        space.Cells is CellView view && filter.Cells is not null && filter.List is not null
            && filter.Rows.Count >= view.Groups;

    /// <summary>Vectors that a walk with this pool scores, as measured, or by a guess where nothing was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ScoredAt(Calibration walks, QueryKind kind, int k, int ef)
    {
        double scored = walks.ScoredAt(kind, k, ef);
        return scored == 0 ? (double)ef * ScoredPerNode : scored;
    }

    /// <summary>Nanoseconds of a look at all products of a space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ScanOf(SpaceView space, CostModel costs) => !space.IsScanned || !space.IsSmall
        ? costs.Scan(RowsOfScan + space.Count)
        : costs.Scan(RowsOfWholeScan + (ShareOfLanes * space.Count * space.Model.Dimension / (2 * CodeDot.Block)));

    /// <summary>The prices of this machine for the codes of a space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CostModel CostsOf(SpaceView space) =>
        new(space.Count, space.Codes.Stride, space.Base.Codes.Stride, MachinePrices.Current);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Microseconds(double nanoseconds) => (float)(nanoseconds / 1000);
}
