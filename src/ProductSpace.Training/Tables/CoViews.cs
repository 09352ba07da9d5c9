namespace ProductSpace.Training.Tables;

/// <summary>
/// The matrix X^T W X: what two products have in common is the sum of the weights of the sessions that hold both, and
/// the diagonal is the sum of the weights of the sessions that hold the product. Rows are computed when asked for, so
/// that the matrix need not be in memory. Immutable, safe from any thread.
/// </summary>
/// <param name="views">The sessions.</param>
/// <param name="weights">Weight of each session; null if all weigh 1.</param>
internal sealed class CoViews(ViewIndex views, double[]? weights)
{
    public int Count => views.Count;

    /// <summary>Adds a row to an empty sum, session by session.</summary>
    public void AddRow(int product, RowSum row)
    {
        foreach (int session in views.SessionsOf(product))
        {
            double weight = weights is null ? 1 : weights[session];
            foreach (int other in views.ProductsOf(session))
            {
                row.Add(other, weight);
            }
        }
    }

    /// <summary>Returns the diagonal.</summary>
    public double[] Diagonal()
    {
        double[] diagonal = new double[Count];
        for (int session = 0; session < views.SessionCount; session++)
        {
            double weight = weights is null ? 1 : weights[session];
            foreach (int product in views.ProductsOf(session))
            {
                diagonal[product] += weight;
            }
        }

        return diagonal;
    }

    /// <summary>Returns the largest entries of each row beside the diagonal.</summary>
    public ItemTable Rows(int entries, TableWork work)
    {
        ItemTableBuilder builder = new(Count, entries);
        work.ForEach(Count, () => new RowBuffer(Count), (product, buffer) =>
        {
            AddRow(product, buffer.Sum);
            buffer.Set(builder, product, except: product);
        });
        return builder.Build();
    }
}
