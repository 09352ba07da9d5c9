namespace ProductSpace.Recommendations;

/// <summary>One part of a score.</summary>
/// <param name="Event">
/// Ordinal of the product in the shopper's events that brings it; -1 for what no event brings: the mean product, from
/// which standard scores are counted, and the rules.
/// </param>
/// <param name="Source">Vectors, a table, or the rules.</param>
/// <param name="Table">Name of the table or of the rule; empty for the vectors.</param>
/// <param name="Value">What it adds to the score; below 0 where it takes away.</param>
public readonly record struct ScorePart(int Event, RecommendationSource Source, string Table, double Value);
