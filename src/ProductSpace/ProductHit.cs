namespace ProductSpace;

/// <summary>One product of a list, with what a shop shows of it.</summary>
/// <param name="Id">Product id.</param>
/// <param name="Similarity">
/// Cosine similarity to the query, in [-1, 1], or the dot product with it in a space of dot products; higher is nearer.
/// </param>
/// <param name="Category">Primary category path; empty for the root.</param>
/// <param name="Name">
/// Value of the payload column "name", or "title" where there is no "name"; null where the snapshot has neither.
/// </param>
/// <param name="Price">Price in minor units (cents); null where unknown.</param>
public sealed record ProductHit(string Id, float Similarity, string Category, string? Name, long? Price);
