namespace ProductSpace.Evaluation;

/// <summary>Placeholder.</summary>
internal static class RankingMetrics;
