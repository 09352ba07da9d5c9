namespace ProductSpace.Recommendations;

/// <summary>What an answer is made of.</summary>
/// <param name="Count">Number of recommendations written: min(k, matching products).</param>
/// <param name="Filled">
/// Number of these that only fill it up, by popularity; they come last, but for pins and reserved slots.
/// </param>
/// <param name="KnownEvents">Number of the shopper's events that the answer could use.</param>
public readonly record struct RecommendationResult(int Count, int Filled, int KnownEvents)
{
    /// <summary>
    /// Slot whose product was drawn by chance, 1 for the first; 0 where nothing was drawn. See
    /// <see cref="Exploration"/>.
    /// </summary>
    public int ExploredSlot { get; init; }

    /// <summary>
    /// Probability with which the product of <see cref="ExploredSlot"/> was drawn, given those before it; 0 where
    /// nothing was drawn.
    /// </summary>
    public double Propensity { get; init; }
}
