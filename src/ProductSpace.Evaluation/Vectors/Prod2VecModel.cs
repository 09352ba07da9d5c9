using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Ranking;

namespace ProductSpace.Evaluation.Vectors;

/// <summary>Vectors of prod2vec, asked as the engine asks them: with its decay and number of last views.</summary>
internal sealed class Prod2VecModel(
    int productCount, int dimension, float[] input, float[] candidates, CandidateScore score)
    : VectorRecommender(
        productCount,
        dimension,
        product => candidates.AsSpan(product * dimension, dimension),
        cosine: score != CandidateScore.NextDot)
{
    private static readonly NextItemOptions s_engine = new();

    public override ISessionVectors CreateSessionVectors() => new Sessions(new SessionVector(
        product => input.AsSpan(product * Dimension, Dimension),
        ProductCount,
        Dimension,
        s_engine.Decay,
        s_engine.LastViews));

    private sealed class Sessions(SessionVector session) : ISessionVectors
    {
        public bool Write(in SessionSoFar seen, Span<float> vector) => session.Write(seen.Products, vector);
    }
}
