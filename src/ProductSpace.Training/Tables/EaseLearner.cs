namespace ProductSpace.Training.Tables;

/// <summary>
/// Learns the table of EASE (Steck, WWW 2019): the linear model of sessions as sets of products in which no product
/// predicts itself. With P the inverse of X^T X + lambda I, the weight of product j after product i is -P(i, j) / P(j,
/// j). The table is the same for any number of threads and on every processor.
/// </summary>
public static class EaseLearner
{
    /// <summary>Learns the table.</summary>
    /// <inheritdoc cref="SlistLearner.Learn"/>
    public static ItemTable Learn(
        SessionSet sessions,
        EaseOptions? options = null,
        int threads = 0,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        options ??= new EaseOptions();
        options.Check();
        TableLimits limits = options.Limits;
        TableWork work = new(threads, progress, cancellationToken);
        ViewIndex index = new(sessions, limits.MinSessions, limits.LastViews);
        double[] added = new double[index.Count];
        Array.Fill(added, options.Lambda);
        work.Begin(0, 0.2);
        GramInverse inverse = GramInverse.Create(
            new CoViews(index, null), 1, added, limits.ExactProducts, limits.ActiveProducts, work);
        work.Begin(0.2, 0.4);
        double[] diagonal = inverse.Diagonal(work);
        work.Begin(0.4, 1);
        ItemTableBuilder builder = new(sessions.ProductCount, limits.Entries);
        inverse.ForEach(() => new Rows(index, diagonal, builder), work);
        return builder.Build();
    }

    private sealed class Rows(ViewIndex index, double[] diagonal, ItemTableBuilder builder) : IRowConsumer
    {
        private readonly RowBuffer _buffer = new(index.Count);

        public void Take(int row, ReadOnlySpan<int> columns, ReadOnlySpan<double> values)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                _buffer.Sum.Add(columns[i], -values[i] / diagonal[columns[i]]);
            }

            _buffer.Set(builder, index.Products[row], except: row, columns: index.Products);
        }
    }
}
