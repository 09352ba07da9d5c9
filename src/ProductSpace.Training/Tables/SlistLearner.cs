using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Tables;

/// <summary>
/// Learns the table of SLIST (Choi et al., WWW 2021), the sum of two linear models in closed form: SLIS, products that
/// sessions hold together, and SLIT, products that follow. With X the sessions over their products, each row scaled to
/// a sum of 1, Z the last views and Y what follows them (<see cref="NextViews"/>), and W the weights of sessions by
/// age, B = P (alpha X^T W X + (1 - alpha) Z^T W Y), where P is the inverse of alpha X^T W X + (1 - alpha) Z^T W Z +
/// lambda I. The table is the same for any number of threads and on every processor.
/// </summary>
public static class SlistLearner
{
    private const double MicrosecondsPerDay = 24 * 3600e6;

    /// <summary>Largest exponent of a weight by age: older sessions weigh as much as one of this age.</summary>
    private const double OldestAge = 600;

    /// <summary>Learns the table.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="threads">Number of threads, 0 for all processors; does not change the table.</param>
    /// <param name="progress">Told the share done, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="TrainingInputException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ItemTable Learn(
        SessionSet sessions,
        SlistOptions? options = null,
        int threads = 0,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        options ??= new SlistOptions();
        options.Check();
        TableLimits limits = options.Limits;
        TableWork work = new(threads, progress, cancellationToken);
        ViewIndex index = new(sessions, limits.MinSessions, limits.LastViews);
        double[]? ages = AgeWeights(sessions, options.DeltaTime);
        NextViews next = new(sessions, index, limits.LastViews, options.DeltaPosition, ages);
        double[] added = Array.ConvertAll(
            next.Diagonal, weight => ((1 - options.Alpha) * weight) + options.Lambda);
        work.Begin(0, 0.05);
        ItemTable follows = next.Rows(
            index.Count > limits.ExactProducts ? limits.ActiveProducts : Math.Max(1, index.Count), work);
        work.Begin(0.05, 0.3);
        CoViews views = new(index, RowWeights(index, ages));
        GramInverse inverse = GramInverse.Create(
            views, options.Alpha, added, limits.ExactProducts, limits.ActiveProducts, work);
        work.Begin(0.3, 1);
        ItemTableBuilder builder = new(sessions.ProductCount, limits.Entries);
        CoViews? support = limits.MinPairSessions > 1 ? new CoViews(index, weights: null) : null;
        inverse.ForEach(
            () => new Rows(index, follows, added, 1 - options.Alpha, builder, support, limits.MinPairSessions), work);
        return builder.Build();
    }

    private static double[]? AgeWeights(SessionSet sessions, double days)
    {
        if (!sessions.HasTimes || double.IsPositiveInfinity(days))
        {
            return null;
        }

        long newest = long.MinValue;
        for (int session = 0; session < sessions.Count; session++)
        {
            newest = sessions.Times(session) is { IsEmpty: false } times ? Math.Max(newest, times[^1]) : newest;
        }

        double[] weights = new double[sessions.Count];
        for (int session = 0; session < weights.Length; session++)
        {
            double age = sessions.Times(session) is { IsEmpty: false } times ? (double)newest - times[^1] : 0;
            weights[session] = FixedMath.Exp(-Math.Min(OldestAge, Math.Max(0, age) / (days * MicrosecondsPerDay)));
        }

        return weights;
    }

    /// <summary>
    /// Returns the weights of the sessions in X^T W X: rows of X have a sum of 1, so that a product is 1 / length^2.
    /// </summary>
    private static double[] RowWeights(ViewIndex index, double[]? ages)
    {
        double[] weights = new double[index.SessionCount];
        for (int session = 0; session < weights.Length; session++)
        {
            double length = Math.Max(1, index.ProductsOf(session).Length);
            weights[session] = (ages is null ? 1 : ages[session]) / (length * length);
        }

        return weights;
    }

    /// <summary>
    /// Turns rows of P into rows of B. The part of SLIS needs no product of matrices: since P (alpha X^T W X + D) = I,
    /// P alpha X^T W X = I - P D.
    /// </summary>
    private sealed class Rows(
        ViewIndex index,
        ItemTable follows,
        double[] added,
        double share,
        ItemTableBuilder builder,
        CoViews? support,
        int minPairSessions) : IRowConsumer
    {
        private readonly RowSum? _sessions = support is null ? null : new RowSum(index.Count);
        private readonly RowBuffer _buffer = new(index.Count);

        public void Take(int row, ReadOnlySpan<int> columns, ReadOnlySpan<double> values)
        {
            _buffer.Sum.Add(row, 1);
            for (int i = 0; i < columns.Length; i++)
            {
                if (values[i] == 0)
                {
                    continue;
                }

                _buffer.Sum.Add(columns[i], -values[i] * added[columns[i]]);
                double factor = share * values[i];
                ReadOnlySpan<int> products = follows.Products(columns[i]);
                ReadOnlySpan<float> weights = follows.Weights(columns[i]);
                for (int entry = 0; entry < products.Length; entry++)
                {
                    _buffer.Sum.Add(products[entry], factor * weights[entry]);
                }
            }

            support?.AddRow(row, _sessions!);
            _buffer.Set(
                builder,
                index.Products[row],
                columns: index.Products,
                support: _sessions,
                minSupport: minPairSessions);
            _sessions?.Clear();
        }
    }
}
