namespace ProductSpace.Recommendations;

/// <summary>One recommended product.</summary>
/// <param name="Ordinal">Ordinal of the product; see <see cref="ProductIndex.GetProductId"/>.</param>
/// <param name="Score">
/// Score of the blend, comparable within one answer only; of products that fill it up, their popularity; 0 of a pinned
/// product that has none.
/// </param>
/// <param name="Source">Where it is from.</param>
/// <param name="Because">
/// Ordinal of the product in the shopper's events that brought it most; -1 where none did.
/// </param>
/// <param name="Interest">
/// Number of the interest that it answers, 0 for the one of the last event; see <see cref="Placement.Interests"/>.
/// </param>
public readonly record struct Recommendation(
    int Ordinal, float Score, RecommendationSource Source, int Because, int Interest = 0)
{
    /// <summary>
    /// Score of the ranker that put it where it stands, comparable within one answer only; NaN where none did, so that
    /// <see cref="Score"/> says where it stands.
    /// </summary>
    public float RankerScore { get; init; } = float.NaN;

    /// <summary>
    /// Whether its vectors were estimated from its metadata, since nobody had viewed it; see
    /// <see cref="EstimatedProducts"/>.
    /// </summary>
    public bool IsEstimated { get; init; }
}
