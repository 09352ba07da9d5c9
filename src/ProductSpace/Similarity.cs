namespace ProductSpace;

/// <summary>What makes two vectors near: what searches of a space order by, and what answers say.</summary>
public enum Similarity
{
    /// <summary>
    /// Cosine of the angle between the vectors, in [-1, 1]; their lengths do not count. For word2vec, prod2vec, and
    /// text or image embeddings.
    /// </summary>
    Cosine,

    /// <summary>
    /// Dot product of the vectors as they were given, of any size: a longer vector of the same direction is nearer. For
    /// item vectors of ALS, BPR, two-tower and other models that score by it.
    /// </summary>
    Dot,
}
