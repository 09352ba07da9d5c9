namespace ProductSpace.Evaluation;

/// <summary>
/// A trained model that scores every product for a session. Immutable: scorers of several threads share it. Dispose it
/// if it is <see cref="IDisposable"/>.
/// </summary>
public interface IRecommender
{
    /// <summary>Number of products, which are numbered from 0.</summary>
    int ProductCount { get; }

    /// <summary>Creates a scorer with buffers of its own, for one thread.</summary>
    IRecommenderScorer CreateScorer();
}
