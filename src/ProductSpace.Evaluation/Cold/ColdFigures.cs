namespace ProductSpace.Evaluation.Cold;

/// <summary>What one way to place new products is worth.</summary>
/// <param name="Name">Name of the method.</param>
/// <param name="HitRate">Share of the cases in which the hidden product is among the first 20 of all products.</param>
/// <param name="Exposure">
/// How often hidden products are among the first 20, relative to their share of the catalogue: whoever shows new
/// products oftener finds more of them.
/// </param>
/// <param name="Known">HR@20 of known products, relative to what it is with the hidden ones left out.</param>
public sealed record ColdFigures(string Name, double HitRate, double Exposure, double Known);
