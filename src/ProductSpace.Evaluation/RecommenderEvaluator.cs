using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using ProductSpace.Evaluation.Ranking;
using ProductSpace.Training;

namespace ProductSpace.Evaluation;

/// <summary>
/// Evaluates any model by what shoppers viewed next: at each position i &gt;= 1 of a session the model scores every
/// product, and the views from i on are the targets. Candidates are not sampled. Ranks are counts of the scores, the
/// same for any number of threads. Safe from several threads at once.
/// </summary>
public static class RecommenderEvaluator
{
    /// <summary>Depth of the lists that are kept: the largest N of reports.</summary>
    public const int ListDepth = 20;

    private const int MaxBatch = 64;

    /// <summary>
    /// Scores of a batch: 16 MB a thread, whatever the number of products, or one row where that is more.
    /// </summary>
    private const int MaxBatchScores = 1 << 22;

    /// <summary>Ranks the targets of all positions of the sessions, or of evenly spread ones.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sessions">
    /// Sessions that the model has not seen. Those of one view are ignored. A product that the model does not know is
    /// out of its range: as a view it is ignored, as a target it is missed.
    /// </param>
    /// <param name="options">
    /// Options of the evaluation; null for the defaults. The decay and the number of last views are not used, since a
    /// model has its own.
    /// </param>
    /// <param name="progress">Told the share done, 0 to 1, from several threads; null for nobody.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public static RecommenderResult Evaluate(
        IRecommender model,
        SessionSet sessions,
        NextItemOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sessions);
        options = (options ?? new NextItemOptions()) with { CoverageDepth = ListDepth };
        options.Check();
        Predictions predictions = new(sessions, options);
        RankTable table = new(predictions, model.ProductCount, options);
        int[][] lists = RecommendationLists.Empty(RankTable.Modes, predictions.Count, ListDepth);
        int size = Math.Clamp(MaxBatchScores / Math.Max(1, model.ProductCount), 1, MaxBatch);
        int batches = (predictions.Count + size - 1) / size;
        int done = 0;
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = options.Threads == 0 ? -1 : options.Threads,
        };
        try
        {
            Parallel.For(
                0,
                batches,
                parallel,
                () => new Worker(model, sessions, predictions, table, lists, options, size),
                (batch, _, worker) =>
                {
                    worker.Run(batch * size, Math.Min(size, predictions.Count - (batch * size)));
                    progress?.Report((double)Interlocked.Increment(ref done) / batches);
                    return worker;
                },
                worker => worker.Finish());
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return new RecommenderResult(
            table.ToResult(), new RecommendationLists(lists, ListDepth), predictions.Positions, Targets(predictions));
    }

    private static int[] Targets(Predictions predictions)
    {
        int[] targets = new int[predictions.Count];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = predictions.Remaining(i)[0];
        }

        return targets;
    }

    /// <summary>One thread's part: scores a batch, then ranks its targets.</summary>
    private sealed class Worker(
        IRecommender model,
        SessionSet sessions,
        Predictions predictions,
        RankTable table,
        int[][] lists,
        NextItemOptions options,
        int size)
    {
        private readonly IRecommenderScorer _scorer = model.CreateScorer();
        private readonly RankQuery _query = new(options.Ties);
        private readonly BestPlaces _best = new(model.ProductCount, options.CoverageDepth);
        private readonly float[] _scores = new float[size * model.ProductCount];

        public void Run(int first, int count)
        {
            int products = model.ProductCount;
            SessionBatch batch = new(
                sessions, predictions.Sessions.AsSpan(first, count), predictions.Positions.AsSpan(first, count));
            _scorer.Score(batch, _scores.AsSpan(0, count * products));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> scores = _scores.AsSpan(i * products, products);
                bool answered = TensorPrimitives.Max(scores) > IRecommenderScorer.NotRecommended;
                DenseScores single = new(_scores, i * products, products);
                _query.Begin(
                    predictions.Viewed(first + i), predictions.Remaining(first + i), answered, single, ListDepth);
                if (answered)
                {
                    _query.Count(0, scores);
                }

                table.Set(first + i, _query);
                _best.Add(_query);
                CopyLists(first + i);
            }
        }

        /// <summary>Merges the best places that this thread saw into the table.</summary>
        public void Finish() => table.Merge(_best);

        private void CopyLists(int prediction)
        {
            for (int mode = 0; mode < lists.Length; mode++)
            {
                Span<int> list = lists[mode].AsSpan(prediction * ListDepth, ListDepth);
                int place = 0;
                for (int i = 0; i < _query.Top.Count && place < list.Length; i++)
                {
                    int product = _query.Top.Ordinal(i);
                    if (!_query.IsExcluded(product, (RepeatMode)mode))
                    {
                        list[place++] = product;
                    }
                }
            }
        }
    }
}
