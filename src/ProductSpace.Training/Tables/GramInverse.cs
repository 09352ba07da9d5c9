namespace ProductSpace.Training.Tables;

/// <summary>
/// The inverse of scale * (X^T W X) + a diagonal, row by row: exact for as many products as a dense factor holds, with
/// active sets above.
/// </summary>
internal abstract class GramInverse
{
    /// <summary>Largest number of products that is solved in float64: the factor takes 400 MB.</summary>
    private const int DoubleLimit = 10_000;

    /// <summary>Creates the inverse.</summary>
    /// <param name="views">The matrix X^T W X.</param>
    /// <param name="scale">Factor of the matrix.</param>
    /// <param name="added">Diagonal to add, above 0.</param>
    /// <param name="exactProducts">Largest number of products to solve exactly.</param>
    /// <param name="activeProducts">Number of products in an active set.</param>
    /// <param name="work">Threads and progress.</param>
    public static GramInverse Create(
        CoViews views, double scale, double[] added, int exactProducts, int activeProducts, TableWork work) =>
        views.Count > exactProducts ? new ActiveSetInverse(views, scale, added, activeProducts, work)
        : views.Count <= DoubleLimit ? new DenseInverse<double>(views, scale, added, work)
        : new DenseInverse<float>(views, scale, added, work);

    /// <summary>Returns the diagonal of the inverse.</summary>
    public abstract double[] Diagonal(TableWork work);

    /// <summary>Hands each row to the consumer of its thread.</summary>
    public abstract void ForEach(Func<IRowConsumer> consumer, TableWork work);
}
