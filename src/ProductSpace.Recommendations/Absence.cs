namespace ProductSpace.Recommendations;

/// <summary>Why a product is not among the recommendations.</summary>
/// <param name="Cause">The first reason that applies.</param>
/// <param name="Rank">
/// Rank of the product if every product is scored, 1 for the best; 0 where it may not be shown or has no score.
/// </param>
/// <param name="Score">Its score; NaN where it may not be shown or has none.</param>
public readonly record struct Absence(AbsenceCause Cause, int Rank, double Score);
