namespace ProductSpace.Recommendations;

/// <summary>One recommended product.</summary>
/// <param name="Ordinal">Ordinal of the product; see <see cref="ProductIndex.GetProductId"/>.</param>
/// <param name="Score">
/// Score of the blend, comparable within one answer only; of products that fill it up, their popularity.
/// </param>
/// <param name="Source">Where it is from.</param>
/// <param name="Because">
/// Ordinal of the product in the shopper's events that brought it most; -1 where none did.
/// </param>
/// <param name="Interest">
/// Number of the interest that it answers, 0 for the one of the last event; see <see cref="Placement.Interests"/>.
/// </param>
public readonly record struct Recommendation(
    int Ordinal, float Score, RecommendationSource Source, int Because, int Interest = 0);
