using ProductSpace.Evaluation.Ranking;

namespace ProductSpace.Evaluation.Models;

/// <summary>
/// A model of vectors: the score is the dot product of the session's vector with the product's. Sums run in the order
/// of the dimensions without FMA, so that scores are the same on every processor.
/// </summary>
internal abstract class VectorRecommender : IVectorRecommender
{
    private readonly Candidates _candidates;

    /// <summary>Takes the products' vectors.</summary>
    /// <param name="productCount">Number of products.</param>
    /// <param name="dimension">Number of values in each vector.</param>
    /// <param name="rows">Vectors of the products, which must not change.</param>
    /// <param name="cosine">True if the vectors are to be scaled to length 1.</param>
    protected VectorRecommender(int productCount, int dimension, EmbeddingRow rows, bool cosine = false)
    {
        Dimension = dimension;
        EmbeddingRow scored = cosine ? Unit(new Candidates(productCount, dimension, rows, cosine: true)) : rows;
        _candidates = new Candidates(productCount, dimension, scored, cosine: false);
    }

    public int ProductCount => _candidates.Count;

    public int Dimension { get; }

    public ReadOnlySpan<float> ProductVector(int product) => _candidates.Row(product);

    public abstract ISessionVectors CreateSessionVectors();

    public IRecommenderScorer CreateScorer() => new Scorer(_candidates, CreateSessionVectors());

    /// <summary>Copies the vectors scaled to length 1, so that an index over them orders as the scores do.</summary>
    private static EmbeddingRow Unit(Candidates candidates)
    {
        int dimension = candidates.Dimension;
        float[] unit = new float[checked(candidates.Count * dimension)];
        for (int product = 0; product < candidates.Count; product++)
        {
            ReadOnlySpan<float> row = candidates.Row(product);
            for (int i = 0; i < dimension; i++)
            {
                unit[(product * dimension) + i] = row[i] * candidates.Scale(product);
            }
        }

        return product => unit.AsSpan(product * dimension, dimension);
    }

    private sealed class Scorer(Candidates candidates, ISessionVectors sessions) : IRecommenderScorer
    {
        private readonly CandidateBlock _block = new(candidates);
        private readonly float[] _vector = new float[candidates.Dimension];
        private float[] _vectors = [];
        private bool[] _known = [];

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            if (_known.Length < batch.Count)
            {
                _known = new bool[batch.Count];
                _vectors = new float[batch.Count * candidates.Dimension];
            }

            for (int i = 0; i < batch.Count; i++)
            {
                _known[i] = sessions.Write(batch[i], _vector);
                _vector.CopyTo(_vectors.AsSpan(i * candidates.Dimension));
            }

            for (int start = 0; start < candidates.Count; start += CandidateBlock.Size)
            {
                _block.Load(start);
                for (int i = 0; i < batch.Count; i++)
                {
                    Span<float> target = scores.Slice((i * candidates.Count) + start, _block.Count);
                    if (_known[i])
                    {
                        _block.Score(_vectors.AsSpan(i * candidates.Dimension, candidates.Dimension)).CopyTo(target);
                    }
                    else
                    {
                        target.Fill(IRecommenderScorer.NotRecommended);
                    }
                }
            }
        }
    }
}
