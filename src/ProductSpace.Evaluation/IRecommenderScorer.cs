namespace ProductSpace.Evaluation;

/// <summary>Scores sessions, one thread at a time.</summary>
public interface IRecommenderScorer
{
    /// <summary>Score of a product that the model does not recommend to a session: it has no rank there.</summary>
    const float NotRecommended = float.NegativeInfinity;

    /// <summary>Writes the score of every product for every session of the batch; higher is better.</summary>
    /// <param name="batch">The sessions so far.</param>
    /// <param name="scores">
    /// Receives the scores [batch.Count x products]; what it holds before is undefined. <see cref="NotRecommended"/>
    /// for products that the model would not show. Scores must not depend on the other members of the batch, on
    /// threads or on the processor.
    /// </param>
    void Score(in SessionBatch batch, Span<float> scores);
}
