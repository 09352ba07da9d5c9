using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.Tables;

/// <summary>
/// Solves small systems with a symmetric positive definite matrix A = U^T U in float64. Sums run in a fixed order, so
/// that every processor gives the same bits.
/// </summary>
internal static class SmallCholesky
{
    /// <summary>
    /// Share of the largest diagonal element below which a pivot counts as this share: a matrix that has lost its
    /// positive definiteness by omitted entries still has a solution.
    /// </summary>
    private const double SmallestPivot = 1e-12;

    /// <summary>
    /// Replaces the upper triangle of a matrix [size x size, row by row] by U; returns false if the matrix was not
    /// positive definite within float64 and pivots were raised.
    /// </summary>
    public static bool Factor(Span<double> matrix, int size)
    {
        bool isDefinite = true;
        double floor = double.Epsilon;
        for (int k = 0; k < size; k++)
        {
            floor = Math.Max(floor, SmallestPivot * matrix[(k * size) + k]);
        }

        for (int k = 0; k < size; k++)
        {
            Span<double> row = matrix.Slice(k * size, size);
            isDefinite &= row[k] > floor;
            double pivot = Math.Sqrt(Math.Max(row[k], floor));
            row[k] = pivot;
            double inverse = 1 / pivot;
            for (int j = k + 1; j < size; j++)
            {
                row[j] *= inverse;
            }

            for (int i = k + 1; i < size; i++)
            {
                if (row[i] != 0)
                {
                    Axpy.Add(matrix.Slice((i * size) + i, size - i), row[i..], -row[i]);
                }
            }
        }

        return isDefinite;
    }

    /// <summary>Replaces the right-hand side [size] by the solution.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int size, Span<double> values)
    {
        for (int k = 0; k < size; k++)
        {
            values[k] /= factor[(k * size) + k];
            Axpy.Add(values[(k + 1)..size], factor.Slice((k * size) + k + 1, size - k - 1), -values[k]);
        }

        for (int k = size - 1; k >= 0; k--)
        {
            double sum = Axpy.Dot(factor.Slice((k * size) + k + 1, size - k - 1), values[(k + 1)..size]);
            values[k] = (values[k] - sum) / factor[(k * size) + k];
        }
    }
}
