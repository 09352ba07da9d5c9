namespace ProductSpace;

/// <summary>One hit of a search.</summary>
/// <param name="Ordinal">The product's number inside this snapshot, in [0, number of products).</param>
/// <param name="Similarity">Cosine similarity to the query, in [-1, 1]; higher is nearer.</param>
public readonly record struct Neighbor(int Ordinal, float Similarity);
