namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// Scatter of a model's figures between seeds: it compares settings, where intervals compare shoppers.
/// </summary>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="HitRate20">Standard deviation of HR@20 between the seeds.</param>
/// <param name="Mrr20">Standard deviation of MRR@20 between the seeds.</param>
public sealed record SeedSpread(int Seeds, double HitRate20, double Mrr20);
