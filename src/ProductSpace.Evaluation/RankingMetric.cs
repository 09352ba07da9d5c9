namespace ProductSpace.Evaluation;

/// <summary>Which formula of <see cref="RankingMetrics"/>; the first three judge the next product, the others all that remain.</summary>
public enum RankingMetric
{
    /// <summary>HR@N of the next product.</summary>
    HitRate,

    /// <summary>MRR@N of the next product.</summary>
    ReciprocalRank,

    /// <summary>NDCG@N of the next product.</summary>
    NdcgNext,

    /// <summary>Recall@N of all remaining products.</summary>
    Recall,

    /// <summary>Precision@N of all remaining products.</summary>
    Precision,

    /// <summary>MAP@N of all remaining products.</summary>
    AveragePrecision,

    /// <summary>NDCG@N of all remaining products.</summary>
    NdcgRemaining,
}
