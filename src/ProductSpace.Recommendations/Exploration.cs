namespace ProductSpace.Recommendations;

/// <summary>
/// A slot whose product is drawn by chance, so that the log says what products would do that the scores do not favour.
/// With probability 1 - <see cref="Rate"/> it is the best one, else one of the best <see cref="Candidates"/>. The
/// probability of the product that was drawn is in <see cref="RecommendationResult.Propensity"/>: log it.
/// </summary>
/// <remarks>
/// The draw follows from <see cref="ShopperState.RequestNumber"/>: the same number gives the same answer. A pin or a
/// reserved slot at the same place wins.
/// </remarks>
/// <param name="Slot">Slot, 1 for the first; one above k is ignored.</param>
public sealed record Exploration(int Slot)
{
    /// <summary>Probability of a draw among all candidates, above 0 to 1.</summary>
    public float Rate { get; init; } = 0.1f;

    /// <summary>
    /// Standard scores by which a candidate has to be worse to be drawn e times less often (softmax); 0 to draw all
    /// with the same probability.
    /// </summary>
    public float Temperature { get; init; }

    /// <summary>Number of candidates, 2 to 1,000: the best that are still free. Fewer where fewer match.</summary>
    public int Candidates { get; init; } = 20;
}
