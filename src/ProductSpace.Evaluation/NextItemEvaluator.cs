using System.Runtime.ExceptionServices;
using ProductSpace.Evaluation.Ranking;
using ProductSpace.Training;

namespace ProductSpace.Evaluation;

/// <summary>
/// Evaluates an embedding by what shoppers viewed next. At each position i &gt;= 1 of a session the query is the
/// session vector of the views before it, every product is a candidate, and the views from i on are the targets.
/// Candidates are not sampled. Scores are sums in a fixed order without FMA, and ranks are counts, so that the figures
/// are the same for any number of threads, on every machine. Safe from several threads at once; holds no copy of the
/// vectors.
/// </summary>
public sealed class NextItemEvaluator
{
    private readonly int _productCount;
    private readonly int _dimension;
    private readonly EmbeddingRow _input;
    private readonly EmbeddingRow? _output;

    /// <summary>Creates an evaluator of these vectors.</summary>
    /// <param name="productCount">
    /// Number of products, which are numbered from 0; each is a candidate. At least 1.
    /// </param>
    /// <param name="dimension">Number of values in each vector, at least 1.</param>
    /// <param name="input">IN vectors.</param>
    /// <param name="output">OUT vectors; null if there are none.</param>
    public NextItemEvaluator(int productCount, int dimension, EmbeddingRow input, EmbeddingRow? output = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(productCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(input);
        _productCount = productCount;
        _dimension = dimension;
        _input = input;
        _output = output;
    }

    /// <summary>Ranks the targets of all positions of the sessions, or of evenly spread ones.</summary>
    /// <param name="sessions">
    /// Products of each session, oldest first; sessions of one view are ignored. A product without a vector has a
    /// number out of the range (use different numbers for different products): as a view it is ignored, as a target it
    /// is missed.
    /// </param>
    /// <param name="score">What candidates are compared by.</param>
    /// <param name="options">Options of the evaluation; null for the defaults.</param>
    /// <param name="progress">Told the share done, 0 to 1, from several threads; null for nobody.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <exception cref="ArgumentException">
    /// A vector has the wrong length or a number that is not finite, or there are no OUT vectors.
    /// </exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public NextItemResult Evaluate(
        IReadOnlyList<int[]> sessions,
        CandidateScore score,
        NextItemOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        options ??= new NextItemOptions();
        options.Check();
        EmbeddingRow rows = score switch
        {
            CandidateScore.SimilarCosine => _input,
            CandidateScore.NextCosine or CandidateScore.NextDot => _output
                ?? throw new ArgumentException("there are no OUT vectors to compare with", nameof(score)),
            _ => throw new ArgumentOutOfRangeException(nameof(score), score, "no such score"),
        };
        Candidates candidates = new(_productCount, _dimension, rows, cosine: score != CandidateScore.NextDot);
        Predictions predictions = new(SessionSet.From(_productCount, sessions), options);
        RankTable table = new(predictions, _productCount, options);
        Scan(new GroupContext(candidates, _input, predictions, table, options), progress, cancellationToken);
        return table.ToResult();
    }

    private static void Scan(
        GroupContext context, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Predictions predictions = context.Predictions;
        int groups = (predictions.Count + GroupRanker.Size - 1) / GroupRanker.Size;
        int done = 0;
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = context.Options.Threads == 0 ? -1 : context.Options.Threads,
        };
        try
        {
            Parallel.For(
                0,
                groups,
                parallel,
                () => new GroupRanker(context),
                (group, _, ranker) =>
                {
                    int first = group * GroupRanker.Size;
                    ranker.Run(first, Math.Min(GroupRanker.Size, predictions.Count - first), cancellationToken);
                    progress?.Report((double)Interlocked.Increment(ref done) / groups);
                    return ranker;
                },
                ranker => ranker.Finish());
        }
        catch (AggregateException several)
        {
            // An exception of the caller's vectors should look as it does without threads.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
