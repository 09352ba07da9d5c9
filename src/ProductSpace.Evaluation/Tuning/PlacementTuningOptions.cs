namespace ProductSpace.Evaluation.Tuning;

/// <summary>How the weights of a placement are chosen.</summary>
public sealed record PlacementTuningOptions
{
    /// <summary>Figure that is raised: HitRate, ReciprocalRank or NdcgNext.</summary>
    public RankingMetric Metric { get; init; } = RankingMetric.ReciprocalRank;

    /// <summary>Length of the lists that are judged, 1 to 100.</summary>
    public int ListLength { get; init; } = 20;

    /// <summary>
    /// Maximum number of predictions of each half of the sessions, at least 100: one of each of equal stretches of all
    /// views that could be predicted.
    /// </summary>
    public int MaxPredictions { get; init; } = 5000;

    /// <summary>Maximum number of placements to try, the given one included; at least 1.</summary>
    public int MaxTrials { get; init; } = 200;

    /// <summary>Time after which no further placement is tried, above zero; null for no limit.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Confidence of the interval of the gain, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    internal void Check()
    {
        if (Metric is not (RankingMetric.HitRate or RankingMetric.ReciprocalRank or RankingMetric.NdcgNext))
        {
            throw new ArgumentException("the metric must be one of the next product");
        }

        if (ListLength is < 1 or > 100 || MaxPredictions < 100 || MaxTrials < 1 || Budget <= TimeSpan.Zero)
        {
            throw new ArgumentException(
                "the list length must be from 1 to 100, predictions at least 100, trials at least 1, a budget above 0");
        }

        if (!(Confidence is > 0 and < 1))
        {
            throw new ArgumentException("the confidence must lie between 0 and 1");
        }
    }
}
