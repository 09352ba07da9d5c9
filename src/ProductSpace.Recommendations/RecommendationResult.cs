namespace ProductSpace.Recommendations;

/// <summary>What an answer is made of.</summary>
/// <param name="Count">Number of recommendations written: min(k, matching products).</param>
/// <param name="Filled">Number of these that only fill it up, by popularity; they come last.</param>
/// <param name="KnownEvents">Number of the shopper's events that the answer could use.</param>
public readonly record struct RecommendationResult(int Count, int Filled, int KnownEvents);
