using ProductSpace.Training;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// Vectors of products by a truncated singular value decomposition. The right singular vectors of sessions over
/// products are the eigenvectors of what products have in common, and the singular vectors of a symmetric matrix are
/// its eigenvectors: one solver serves all three matrices.
/// </summary>
internal static class ItemSvd
{
    /// <summary>Returns the vectors; products without a view have zeros.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="matrix">Matrix to decompose.</param>
    /// <param name="dimension">Number of singular values.</param>
    /// <param name="lastViews">Number of the last views of a session that count.</param>
    /// <param name="work">Threads and progress.</param>
    public static ItemVectors Vectors(
        SessionSet sessions, SvdMatrix matrix, int dimension, int lastViews, TableWork work)
    {
        ViewIndex index = new(sessions, 1, lastViews);
        work.Begin(0, 0.2);
        SymmetricMatrix symmetric = Matrix(new CoViews(index, null), matrix, work);
        work.Begin(0.2, 1);
        (double[] values, double[] vectors) = RandomizedEigen.Solve(symmetric, dimension, seed: 1, work);
        ItemVectors result = new(sessions.ProductCount, dimension);
        for (int product = 0; product < index.Count; product++)
        {
            Span<float> row = result[index.Products[product]];
            for (int i = 0; i < values.Length; i++)
            {
                double scale = matrix == SvdMatrix.Sessions ? 1 : Math.Sqrt(Math.Abs(values[i]));
                row[i] = (float)(scale * vectors[(product * values.Length) + i]);
            }
        }

        return result;
    }

    private static SymmetricMatrix Matrix(CoViews views, SvdMatrix matrix, TableWork work)
    {
        if (matrix == SvdMatrix.Sessions)
        {
            return new SymmetricMatrix(views.Rows(Math.Max(1, views.Count), work), views.Diagonal());
        }

        double[] sums = new double[views.Count];
        work.ForEach(views.Count, () => new RowSum(views.Count), (row, sum) =>
        {
            views.AddRow(row, sum);
            foreach (int column in sum.Columns)
            {
                sums[row] += column == row ? 0 : sum[column];
            }

            sum.Clear();
        });
        double total = 0;
        foreach (double sum in sums)
        {
            total += sum;
        }

        ItemTableBuilder builder = new(views.Count, Math.Max(1, views.Count));
        work.ForEach(views.Count, () => (Counts: new RowSum(views.Count), Row: new RowBuffer(views.Count)), Fill);
        return new SymmetricMatrix(builder.Build(), new double[views.Count]);

        void Fill(int row, (RowSum Counts, RowBuffer Row) own)
        {
            views.AddRow(row, own.Counts);
            foreach (int column in own.Counts.Columns)
            {
                if (column != row)
                {
                    double count = own.Counts[column];
                    double product = sums[row] * sums[column];
                    own.Row.Sum.Add(column, matrix == SvdMatrix.CoViews
                        ? count / Math.Sqrt(product)
                        : Math.Max(0, FixedMath.Log(count * total / product)));
                }
            }

            own.Counts.Clear();
            own.Row.Set(builder, row);
        }
    }
}
