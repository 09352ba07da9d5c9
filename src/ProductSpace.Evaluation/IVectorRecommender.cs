namespace ProductSpace.Evaluation;

/// <summary>
/// A model whose score is the dot product of a vector of the session and one of the product, so that an index over the
/// products' vectors can answer for it. A cosine is the dot product with vectors of length 1.
/// </summary>
public interface IVectorRecommender : IRecommender
{
    /// <summary>Number of values in each vector.</summary>
    int Dimension { get; }

    /// <summary>Returns the vector of a product [<see cref="Dimension"/>].</summary>
    ReadOnlySpan<float> ProductVector(int product);

    /// <summary>Creates a source of session vectors for one thread.</summary>
    ISessionVectors CreateSessionVectors();
}
