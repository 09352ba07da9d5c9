using ProductSpace.Evaluation;
using ProductSpace.Training;

namespace ProductSpace.Cli.Learning;

/// <summary>
/// The score of a trial: HR@20 of the next product of held-out sessions, by cosine, the current product excluded. The
/// same predictions for every trial, and so few that judging takes no longer than training.
/// </summary>
internal sealed class TuningJudge
{
    private const int Depth = 20;
    private const int MostPredictions = 2_000;

    /// <summary>Below a second of one processor.</summary>
    private const long MostMultiplications = 5_000_000_000;

    private readonly SessionCorpus _sample;
    private readonly CandidateScore _score;
    private readonly NextItemOptions _options;

    public TuningJudge(SessionCorpus sample, Space space, int dimension, int threads)
    {
        long positions = sample.HeldOut.Sum(session => session.Length - 1L);
        if (positions == 0)
        {
            throw new TrainingInputException("no held-out session has two products that the sample knows; raise --hold-out or --sample");
        }

        _sample = sample;
        _score = space == Space.Next ? CandidateScore.NextCosine : CandidateScore.SimilarCosine;
        long affordable = Math.Max(1, MostMultiplications / ((long)sample.ProductCount * dimension));
        Predictions = (int)Math.Min(Math.Min(MostPredictions, affordable), positions);
        _options = new NextItemOptions { NextOnly = true, CoverageDepth = 0, MaxPredictions = Predictions, Threads = threads };
    }

    /// <summary>Views that are predicted after each epoch.</summary>
    public int Predictions { get; }

    public double Judge(Prod2VecTrainer trainer, CancellationToken cancellation) =>
        new NextItemEvaluator(_sample.ProductCount, trainer.Options.Dimension, trainer.InRow, trainer.OutRow)
            .Evaluate(_sample.HeldOut, _score, _options, null, cancellation)[RepeatMode.CurrentExcluded].Mean(RankingMetric.HitRate, Depth);
}
