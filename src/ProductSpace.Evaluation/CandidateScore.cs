namespace ProductSpace.Evaluation;

/// <summary>
/// What a candidate is compared by. The query is the session vector, made of IN vectors, in each case.
/// </summary>
public enum CandidateScore
{
    /// <summary>Cosine with the candidate's IN vector: the engine's space Similar.</summary>
    SimilarCosine,

    /// <summary>Cosine with the candidate's OUT vector: the engine's space Next.</summary>
    NextCosine,

    /// <summary>
    /// Dot product with the candidate's OUT vector: what training optimises; favours frequent products.
    /// </summary>
    NextDot,
}
