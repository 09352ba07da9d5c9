using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Numerics;

namespace ProductSpace.Snapshot;

/// <summary>
/// How the products of a space lie around the centroids of their groups, as seen from a few of them: for each sampled
/// product the products by the dot product of their group's centroid with it, and how far products spread around these
/// centroids. Made once for a space, when a planner first asks for it. Integers and IEEE sums in a fixed order: the
/// same everywhere.
/// </summary>
internal sealed class GroupStatistics
{
    private const int SampleCount = 8;
    private const int Residuals = 64;

    private readonly ExpectedHits[] _samples = new ExpectedHits[SampleCount];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public GroupStatistics(SpaceView space)
    {
        CellView view = space.Cells!;
        int dimension = space.Model.Dimension;
        PreparedQuery query = new();
        query.EnsureCapacity(dimension);
        int[] dots = new int[view.Groups];
        int[] rows = RowsOf(view);
        double squares = 0;
        int residuals = 0;
        for (int sample = 0; sample < SampleCount; sample++)
        {
            int row = (int)(((2L * sample) + 1) * space.Count / (2 * SampleCount));
            space.Exact.Decode(row, query.Unit);
            query.Prepare(space.Model, isInFrame: true);
            view.GroupCentroids.DotRange(0, query.Codes, dots);
            _samples[sample] = HistogramOf(dots, rows);
            squares += Spread(space, view, query, dots, ref residuals);
        }

        PerDeviation = (float)(1 / Math.Sqrt(Math.Max(1, squares / Math.Max(1, residuals))));
        Rows = _samples[0].Before(ExpectedHits.Count);
    }

    /// <summary>For each sampled product: the products of all groups, by the dot product of their centroid.</summary>
    public ReadOnlySpan<ExpectedHits> Samples => _samples;

    /// <summary>The inverse of the deviation of a product's dot product from that of its group's centroid.</summary>
    public float PerDeviation { get; }

    /// <summary>Products in all groups.</summary>
    public long Rows { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ExpectedHits HistogramOf(int[] dots, int[] rows)
    {
        ExpectedHits groups = new();
        groups.Begin(dots);
        for (int group = 0; group < dots.Length; group++)
        {
            groups.Add(dots[group], rows[group]);
        }

        return groups;
    }

    /// <summary>
    /// Sum of the squares of what a product of each of some groups adds to the dot product of its centroid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Spread(SpaceView space, CellView view, PreparedQuery query, int[] dots, ref int count)
    {
        double squares = 0;
        Span<int> dot = stackalloc int[1];
        for (int i = 0; i < Math.Min(Residuals, view.Groups); i++)
        {
            int group = (int)((long)i * view.Groups / Math.Min(Residuals, view.Groups));
            (int first, int cells) = view.CellsOf(group);
            int row = cells == 0 ? -1 : view.RowAt((uint)first * Cell.Size);
            if ((uint)row < (uint)space.Count)
            {
                space.Codes.Dot([row], query.Codes, dot);
                double residual = dot[0] - dots[group];
                squares += residual * residual;
                count++;
            }
        }

        return squares;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] RowsOf(CellView view)
    {
        int[] rows = new int[view.Groups];
        for (int group = 0; group < rows.Length; group++)
        {
            (int first, int count) = view.CellsOf(group);
            for (int cell = first; cell < first + count; cell++)
            {
                rows[group] += Math.Clamp(view.Cells[cell].Count, 0, Cell.Size);
            }
        }

        return rows;
    }
}
