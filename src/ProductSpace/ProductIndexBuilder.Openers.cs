using ProductSpace.Storage.Embeddings;

namespace ProductSpace;

/// <summary>
/// How another package of the family gives a build vectors of a form that the engine does not read itself: it opens the
/// file when the build asks, with what the build knows.
/// </summary>
public sealed partial class ProductIndexBuilder
{
    /// <summary>Uses the IN vectors that a call opens; the build disposes them.</summary>
    internal ProductIndexBuilder UseVectors(
        Func<EmbeddingReadOptions, IProgress<double>?, CancellationToken, EmbeddingFile> open)
    {
        _similar = open;
        return this;
    }

    /// <summary>Uses the OUT vectors that a call opens; the build disposes them.</summary>
    internal ProductIndexBuilder UseNextVectors(
        Func<EmbeddingReadOptions, IProgress<double>?, CancellationToken, EmbeddingFile> open)
    {
        _next = open;
        return this;
    }
}
