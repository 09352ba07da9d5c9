using System.Numerics;
using ProductSpace.Evaluation.Numerics;
using ProductSpace.Evaluation.Ranking;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A table that a model teaches: it is asked for a session of each single product, and its answer, as probabilities, is
/// the row. So a network whose score is no dot product answers from an index, too, and its knowledge can be mixed with
/// what is counted (LINK, arXiv 2504.15057).
/// </summary>
public static class NetworkTable
{
    /// <summary>Scores of a batch: 16 MB a thread, or one row where that is more.</summary>
    private const int MaxBatchScores = 1 << 22;

    /// <summary>Builds the table.</summary>
    /// <param name="teacher">The model to ask.</param>
    /// <param name="entries">Maximum number of entries of a row, at least 1.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ItemTable Build(IRecommender teacher, int entries, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        return Build(teacher, new bool[teacher.ProductCount], entries, context);
    }

    /// <summary>Builds the table of the products that enough sessions hold.</summary>
    /// <param name="teacher">The model to ask.</param>
    /// <param name="sessions">The sessions that the model was trained on.</param>
    /// <param name="entries">Maximum number of entries of a row, at least 1.</param>
    /// <param name="minSessions">
    /// Number of sessions that must hold a product, at least 1; others have no row and are in none.
    /// </param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ItemTable Build(
        IRecommender teacher, SessionSet sessions, int entries, int minSessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentOutOfRangeException.ThrowIfLessThan(minSessions, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sessions.ProductCount, teacher.ProductCount);
        return Build(teacher, Rare(sessions, minSessions), entries, context);
    }

    /// <summary>Marks the products that too few sessions hold.</summary>
    private static bool[] Rare(SessionSet sessions, int minSessions)
    {
        int[] counts = new int[sessions.ProductCount];
        int[] last = new int[sessions.ProductCount];
        for (int session = 0; session < sessions.Count; session++)
        {
            foreach (int product in sessions.Products(session))
            {
                counts[product] += last[product] == session + 1 ? 0 : 1;
                last[product] = session + 1;
            }
        }

        return Array.ConvertAll(counts, count => count < minSessions);
    }

    private static ItemTable Build(IRecommender teacher, bool[] isRare, int entries, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int products = teacher.ProductCount;
        ItemTableBuilder table = new(products, entries);
        SessionSet singles = SessionSet.From(
            products, [.. Enumerable.Range(0, products).Select(product => new[] { product })]);
        int size = Math.Clamp(MaxBatchScores / Math.Max(1, products), 1, 64);
        int batches = (products + size - 1) / size;
        int done = 0;
        Parallel.For(
            0,
            batches,
            new ParallelOptions
            {
                CancellationToken = context.CancellationToken,
                MaxDegreeOfParallelism = context.Threads == 0 ? -1 : context.Threads,
            },
            () => new Pupil(teacher, singles, isRare, entries, size),
            (batch, _, pupil) =>
            {
                pupil.Ask(batch * size, Math.Min(size, products - (batch * size)), table);
                context.Progress?.Report((double)Interlocked.Increment(ref done) / batches);
                return pupil;
            },
            _ => { });
        return table.Build();
    }

    /// <summary>One thread's part.</summary>
    private sealed class Pupil(
        IRecommender teacher, SessionSet singles, bool[] isRare, int entries, int size)
    {
        private readonly IRecommenderScorer _scorer = teacher.CreateScorer();
        private readonly float[] _scores = new float[size * teacher.ProductCount];
        private readonly int[] _numbers = new int[size];
        private readonly int[] _positions = new int[size];
        private readonly TopPlaces _top = new();
        private readonly float[] _powers = new float[Vector<float>.Count];

        public void Ask(int first, int count, ItemTableBuilder table)
        {
            int products = teacher.ProductCount;
            for (int i = 0; i < count; i++)
            {
                _numbers[i] = first + i;
                _positions[i] = 1;
            }

            _scorer.Score(
                new SessionBatch(singles, _numbers.AsSpan(0, count), _positions.AsSpan(0, count)),
                _scores.AsSpan(0, count * products));
            for (int i = 0; i < count; i++)
            {
                SetRow(first + i, _scores.AsSpan(i * products, products), table);
            }
        }

        private void SetRow(int row, Span<float> scores, ItemTableBuilder table)
        {
            if (isRare[row])
            {
                return;
            }

            for (int product = 0; product < scores.Length; product++)
            {
                scores[product] = isRare[product] ? IRecommenderScorer.NotRecommended : scores[product];
            }

            _top.Reset(Math.Min(entries, scores.Length));
            _top.Offer(0, scores);
            int[] products = new int[_top.Count];
            float[] weights = new float[_top.Count];
            if (products.Length > 0)
            {
                float greatest = scores[_top.Ordinal(0)];
                double sum = Sum(scores, greatest);
                for (int i = 0; i < products.Length; i++)
                {
                    products[i] = _top.Ordinal(i);
                    weights[i] = (float)(Smooth.Exp(new Vector<float>(scores[products[i]] - greatest))[0] / sum);
                }
            }

            table.Set(row, products, weights);
        }

        /// <summary>Sums the powers of e in the order of the products; what is not recommended adds nothing.</summary>
        private double Sum(ReadOnlySpan<float> scores, float greatest)
        {
            double sum = 0;
            for (int i = 0; i < scores.Length; i += _powers.Length)
            {
                int count = Math.Min(_powers.Length, scores.Length - i);
                scores.Slice(i, count).CopyTo(_powers);
                Smooth.Exp(new Vector<float>(_powers) - new Vector<float>(greatest)).CopyTo(_powers);
                for (int j = 0; j < count; j++)
                {
                    sum += _powers[j];
                }
            }

            return sum;
        }
    }
}
