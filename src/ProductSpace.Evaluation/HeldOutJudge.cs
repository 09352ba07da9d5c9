using ProductSpace.Training;
using ProductSpace.Training.Runs;

namespace ProductSpace.Evaluation;

/// <summary>
/// Scores the vectors of an epoch by the sessions kept out of training: predicts the next product of each view, with
/// all products except the current one as candidates. Limits the multiplications per score by making fewer predictions
/// for larger catalogs, and makes the same predictions for every epoch. Safe for concurrent use.
/// </summary>
public sealed class HeldOutJudge : IEpochJudge
{
    /// <summary>Default limit on the multiplications for scoring one space of one epoch.</summary>
    public const long DefaultMaxMultiplications = 20_000_000_000;

    private const int Depth = 20;

    /// <summary>Enough for a hit rate within about two per cent at 95 % confidence.</summary>
    private const int MaxPredictions = 2_000;

    /// <summary>Events that baselines are trained on: the last ones tell them enough.</summary>
    private const int MaxBaselineEvents = 5_000_000;

    private static readonly string[] s_baselines = ["popularity", "item-knn"];

    private readonly SessionCorpus _corpus;
    private readonly NextItemOptions _options;

    /// <summary>Chooses the predictions.</summary>
    /// <param name="corpus">
    /// The corpus with its held-out sessions; must not be disposed while the judge is used.
    /// </param>
    /// <param name="dimension">Dimension of the vectors to be judged.</param>
    /// <param name="threads">Number of threads, 0 for all processors; does not change the scores.</param>
    /// <param name="maxMultiplications">Bound on the work for one space; fewer predictions are made to keep it.</param>
    public HeldOutJudge(
        SessionCorpus corpus, int dimension, int threads = 0, long maxMultiplications = DefaultMaxMultiplications)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        _corpus = corpus;
        Positions = corpus.HeldOut.Sum(session => session.Length - 1L);
        long multiplicationsEach = Math.Max(1, (long)corpus.ProductCount * dimension);
        long affordable = Math.Max(1, maxMultiplications / multiplicationsEach);
        Predictions = (int)Math.Min(Math.Min(MaxPredictions, affordable), Positions);
        _options = new NextItemOptions
        {
            NextOnly = true,
            CoverageDepth = 0,
            MaxPredictions = Math.Max(1, Predictions),
            Threads = threads,
        };
    }

    /// <summary>Number of held-out views that could be predicted.</summary>
    public long Positions { get; }

    /// <summary>Number of held-out views that are predicted; 0 where no session was held out.</summary>
    public int Predictions { get; }

    /// <summary>Scores both spaces.</summary>
    /// <param name="vectors">A trainer between two epochs, or a model of the same corpus.</param>
    /// <param name="cancellationToken">Ends the scoring.</param>
    /// <returns>The scores; null where no session was held out.</returns>
    public HeldOutScores? Judge(IProductVectors vectors, CancellationToken cancellationToken = default) =>
        Predictions == 0 ? null : new HeldOutScores(
            Judge(vectors, Space.Similar, cancellationToken), Judge(vectors, Space.Next, cancellationToken));

    /// <summary>Scores one space, in half the time.</summary>
    /// <param name="vectors">A trainer between two epochs, or a model of the same corpus.</param>
    /// <param name="space">The space to score.</param>
    /// <param name="cancellationToken">Ends the scoring.</param>
    /// <exception cref="InvalidOperationException">No session was held out.</exception>
    public HeldOutScore Judge(IProductVectors vectors, Space space, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (Predictions == 0)
        {
            throw new InvalidOperationException("no session was held out, so that there is nothing to judge by");
        }

        NextItemEvaluator evaluator = new(_corpus.ProductCount, vectors.Dimension, vectors.InRow, vectors.OutRow);
        CandidateScore score = space == Space.Next ? CandidateScore.NextCosine : CandidateScore.SimilarCosine;
        NextItemResult modes = evaluator.Evaluate(_corpus.HeldOut, score, _options, null, cancellationToken);
        RankingResult result = modes[RepeatMode.CurrentExcluded];
        return new HeldOutScore(
            result.Mean(RankingMetric.HitRate, Depth), result.Mean(RankingMetric.ReciprocalRank, Depth));
    }

    /// <summary>
    /// Scores what a model must beat to be worth anything: the most popular products, and the products most often
    /// viewed together with the viewed ones. They are trained on the last sessions of the corpus, at most five million
    /// events, and make the same predictions as the model.
    /// </summary>
    /// <param name="progress">Told the share done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the training and the scoring.</param>
    /// <returns>The scores; empty where no session was held out.</returns>
    public IReadOnlyList<BaselineScore> JudgeBaselines(
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        List<BaselineScore> scores = [];
        if (Predictions == 0)
        {
            return scores;
        }

        SessionSet training = _corpus.ReadLastSessions(MaxBaselineEvents);
        SessionSet heldOut = SessionSet.From(_corpus.ProductCount, _corpus.HeldOut);
        RecipeContext context = new() { Threads = _options.Threads, CancellationToken = cancellationToken };
        foreach (IRecommenderRecipe recipe in s_baselines.Select(Recipes.Find).OfType<IRecommenderRecipe>())
        {
            IRecommender model = recipe.Train(training, context);
            RecommenderResult result = RecommenderEvaluator.Evaluate(
                model, heldOut, _options, progress, cancellationToken);
            RankingResult ranks = result[RepeatMode.CurrentExcluded];
            HeldOutScore score = new(
                ranks.Mean(RankingMetric.HitRate, Depth), ranks.Mean(RankingMetric.ReciprocalRank, Depth));
            scores.Add(new BaselineScore(recipe.Name, score));
        }

        return scores;
    }
}
