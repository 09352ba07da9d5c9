using ProductSpace.Evaluation;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>HR@N and MRR@N of one space in each case, with their intervals over sessions.</summary>
internal sealed class QualityFigures
{
    private readonly Dictionary<QualityCase, (BootstrapInterval HitRate, BootstrapInterval ReciprocalRank)> _cases = [];

    private QualityFigures(JudgedSpace space) => Products = space.Count;

    public int Products { get; }

    public int Predictions { get; private set; }

    public int UnknownTargets { get; private set; }

    /// <summary>The most that HR can be with the current product excluded.</summary>
    public double Ceiling { get; private set; }

    public static QualityFigures Of(JudgedSpace space, QualityLog log, int n, NextItemOptions options)
    {
        int[][] sessions = log.Numbered(space.Find);
        NextItemEvaluator evaluator = new(space.Count, space.Dimension, space.In, space.Out);
        QualityFigures figures = new(space);
        foreach (IGrouping<CandidateScore, QualityCase> cases in QualityCase.All.GroupBy(one => one.Score))
        {
            NextItemResult result = evaluator.Evaluate(sessions, cases.Key, options);
            figures.Predictions = result.Count;
            figures.UnknownTargets = result[RepeatMode.Allowed].UnknownTargets;
            figures.Ceiling = 1 - ((double)result[RepeatMode.CurrentExcluded].ExcludedTargets / result.Count);
            foreach (QualityCase one in cases)
            {
                RankingResult ranks = result[one.Mode];
                figures._cases[one] = (Interval(ranks, RankingMetric.HitRate, n), Interval(ranks, RankingMetric.ReciprocalRank, n));
            }
        }

        return figures;
    }

    public BootstrapInterval HitRate(QualityCase one) => _cases[one].HitRate;

    public BootstrapInterval ReciprocalRank(QualityCase one) => _cases[one].ReciprocalRank;

    private static BootstrapInterval Interval(RankingResult ranks, RankingMetric metric, int n) => Bootstrap.Mean(ranks.Values(metric, n), ranks.Sessions);
}
