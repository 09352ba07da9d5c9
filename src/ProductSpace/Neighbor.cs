namespace ProductSpace;

/// <summary>One result of a search.</summary>
/// <param name="Ordinal">Number of the product in this snapshot; see <see cref="ProductIndex.GetProductId"/>.</param>
/// <param name="Similarity">
/// Cosine similarity to the query, in [-1, 1], or the dot product with it in a space of dot products; higher is nearer.
/// </param>
public readonly record struct Neighbor(int Ordinal, float Similarity);
