using ProductSpace.Evaluation;
using ProductSpace.Training;

namespace ProductSpace.Cli.Learning;

/// <summary>
/// Judges vectors by the sessions kept out of training, between two epochs: next product, all products as candidates, the
/// current one excluded. Its work is bounded: fewer predictions where products and dimension are many. Only reads.
/// </summary>
internal sealed class HeldOutJudge
{
    private const int Depth = 20;

    /// <summary>A hit rate within about two per cent at 95 % confidence.</summary>
    private const int MostPredictions = 2_000;

    /// <summary>A few seconds for each space; a tuner, which judges after every epoch of every trial, takes a quarter.</summary>
    public const long MostMultiplications = 20_000_000_000;

    private readonly SessionCorpus _corpus;
    private readonly NextItemOptions _options;

    public HeldOutJudge(SessionCorpus corpus, int dimension, int threads, long mostMultiplications = MostMultiplications)
    {
        _corpus = corpus;
        Positions = corpus.HeldOut.Sum(session => session.Length - 1L);
        long affordable = Math.Max(1, mostMultiplications / Math.Max(1, (long)corpus.ProductCount * dimension));
        Predictions = (int)Math.Min(Math.Min(MostPredictions, affordable), Positions);
        _options = new NextItemOptions { NextOnly = true, CoverageDepth = 0, MaxPredictions = Math.Max(1, Predictions), Threads = threads };
    }

    /// <summary>Views that could be predicted.</summary>
    public long Positions { get; }

    /// <summary>Views that are: the same in each epoch.</summary>
    public int Predictions { get; }

    /// <summary>Figures of the vectors as they are now; null without sessions.</summary>
    public HeldOutScores? Judge(Prod2VecTrainer trainer, CancellationToken cancellationToken) =>
        Judge(trainer.Options.Dimension, trainer.InRow, trainer.OutRow, cancellationToken);

    /// <summary>Figures of a model of the same corpus.</summary>
    public HeldOutScores? Judge(EmbeddingModel model, CancellationToken cancellationToken) =>
        Judge(model.Dimension, model.InRow, model.OutRow, cancellationToken);

    /// <summary>The figures of one space; there must be sessions.</summary>
    public HeldOutScore Judge(Prod2VecTrainer trainer, Space space, CancellationToken cancellationToken) =>
        Judge(Evaluator(trainer.Options.Dimension, trainer.InRow, trainer.OutRow), space, cancellationToken);

    private HeldOutScores? Judge(int dimension, EmbeddingRow input, EmbeddingRow output, CancellationToken cancellationToken)
    {
        if (Predictions == 0)
        {
            return null;
        }

        NextItemEvaluator evaluator = Evaluator(dimension, input, output);
        return new HeldOutScores(Judge(evaluator, Space.Similar, cancellationToken), Judge(evaluator, Space.Next, cancellationToken));
    }

    private NextItemEvaluator Evaluator(int dimension, EmbeddingRow input, EmbeddingRow output) => new(_corpus.ProductCount, dimension, input, output);

    private HeldOutScore Judge(NextItemEvaluator evaluator, Space space, CancellationToken cancellationToken)
    {
        CandidateScore score = space == Space.Next ? CandidateScore.NextCosine : CandidateScore.SimilarCosine;
        RankingResult result = evaluator.Evaluate(_corpus.HeldOut, score, _options, null, cancellationToken)[RepeatMode.CurrentExcluded];
        return new HeldOutScore(result.Mean(RankingMetric.HitRate, Depth), result.Mean(RankingMetric.ReciprocalRank, Depth));
    }
}
