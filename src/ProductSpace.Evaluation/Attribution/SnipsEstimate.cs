namespace ProductSpace.Evaluation.Attribution;

/// <summary>An estimate by weighted impressions.</summary>
/// <param name="Rate">The estimate, with its interval.</param>
/// <param name="EffectiveSize">
/// Number of impressions of equal weight that would say as much: the square of the sum of weights by the sum of their
/// squares. Far below the number of impressions, few of them decide.
/// </param>
/// <param name="Cut">Number of impressions whose weight was cut; any of them may bias the estimate.</param>
public readonly record struct SnipsEstimate(BootstrapInterval Rate, double EffectiveSize, int Cut);
