using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>
/// How far a scan by groups goes, for the planner: the part of all products that lies in the groups which are looked at before
/// hardly any of the nearest is expected in the rest. A few products stand for the queries to come; what
/// <see cref="GroupScan"/> expects of its groups while it goes is asked here of theirs. Made once for a space, at the first
/// question that needs it: The same everywhere: integers and IEEE sums in a fixed order.
/// </summary>
internal sealed class GroupScanEstimator
{
    private const int Samples = 8;
    private const int Residuals = 64;
    private const int Halvings = 14;

    private readonly ExpectedHits[] _groups = new ExpectedHits[Samples];
    private readonly long _rows;
    private readonly float _perDeviation;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public GroupScanEstimator(SpaceView space)
    {
        CellView view = space.Cells!;
        int dimension = space.Model.Dimension;
        PreparedQuery query = new();
        query.EnsureCapacity(dimension);
        float[] vector = new float[dimension];
        int[] dots = new int[view.Groups];
        int[] rows = RowsOf(view);
        double squares = 0;
        int residuals = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            int row = (int)(((2L * sample) + 1) * space.Count / (2 * Samples));
            space.Exact.Decode(row, vector);
            for (int i = 0; i < dimension; i++)
            {
                query.Unit[i] = vector[i];
            }

            query.Prepare(space.Model);
            view.GroupCentroids.DotRange(0, query.Codes, dots);
            Take(sample, dots, rows);
            squares += Spread(space, view, query, dots, ref residuals);
        }

        _perDeviation = (float)(1 / Math.Sqrt(Math.Max(1, squares / Math.Max(1, residuals))));
        _rows = _groups[0].Before(ExpectedHits.Count);
    }

    /// <summary>The part of the products in groups that are looked at, in the mean.</summary>
    /// <param name="ranks">The nearest so many are to be found.</param>
    /// <param name="missed">The share of them that may be missed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double PartFor(double ranks, double missed)
    {
        double sum = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            ExpectedHits groups = _groups[sample];
            int low = groups.Least - (1 << 20);
            int high = groups.Most + (1 << 20);
            for (int i = 0; i < Halvings; i++)
            {
                int middle = low + ((high - low) / 2);
                if (groups.Expected(0, middle, _perDeviation) > ranks)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            int bucket = 1;
            while (bucket < ExpectedHits.Count && groups.Expected(bucket, high, _perDeviation) > missed * ranks)
            {
                bucket++;
            }

            sum += (double)groups.Before(bucket) / Math.Max(1, _rows);
        }

        return Math.Min(1, sum / Samples);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int sample, int[] dots, int[] rows)
    {
        ExpectedHits groups = new();
        groups.Begin(dots);
        for (int group = 0; group < dots.Length; group++)
        {
            groups.Add(dots[group], rows[group]);
        }

        _groups[sample] = groups;
    }

    /// <summary>Squares of what a product of each of some groups adds to the dot product of its centroid.</summary>
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
