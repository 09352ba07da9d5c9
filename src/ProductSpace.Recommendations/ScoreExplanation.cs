namespace ProductSpace.Recommendations;

/// <summary>Why a product has its score.</summary>
/// <param name="Ordinal">Ordinal of the product.</param>
/// <param name="Score">Score of the blend; NaN for a product that may not be shown.</param>
/// <param name="Parts">What the score is made of; the values add up to it. Largest first.</param>
public sealed record ScoreExplanation(int Ordinal, double Score, IReadOnlyList<ScorePart> Parts)
{
    /// <summary>
    /// Score of the ranker that put the product where it stands among the best candidates; NaN where none is asked, or
    /// the product is not among them. It is a sum over trees, which is not split into parts.
    /// </summary>
    public double RankerScore { get; init; } = double.NaN;
}
