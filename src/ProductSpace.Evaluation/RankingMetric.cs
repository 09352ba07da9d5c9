namespace ProductSpace.Evaluation;

/// <summary>
/// A formula of <see cref="RankingMetrics"/>. The first three judge the next product, the others all products that
/// remain.
/// </summary>
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
