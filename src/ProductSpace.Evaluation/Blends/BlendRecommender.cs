namespace ProductSpace.Evaluation.Blends;

/// <summary>
/// A weighted sum of the standard scores of several models: how many standard deviations a product lies above the mean
/// product. What a model does not recommend counts as 0 before, as an entry that a table does not have. Sums run in the
/// order of the products, so that scores are the same on every machine.
/// </summary>
/// <param name="models">The models, all of the same products.</param>
/// <param name="weights">Weight of each.</param>
internal sealed class BlendRecommender(IRecommender[] models, double[] weights) : IRecommender
{
    public int ProductCount => models[0].ProductCount;

    public IRecommenderScorer CreateScorer() =>
        new Scorer(Array.ConvertAll(models, model => model.CreateScorer()), weights, ProductCount);

    private sealed class Scorer(IRecommenderScorer[] scorers, double[] weights, int productCount) : IRecommenderScorer
    {
        private float[] _part = [];

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            int length = batch.Count * productCount;
            if (_part.Length < length)
            {
                _part = new float[length];
            }

            scores[..length].Clear();
            Span<bool> answered = stackalloc bool[batch.Count];
            for (int model = 0; model < scorers.Length; model++)
            {
                scorers[model].Score(batch, _part);
                for (int i = 0; i < batch.Count; i++)
                {
                    answered[i] |= Add(
                        _part.AsSpan(i * productCount, productCount),
                        weights[model],
                        scores.Slice(i * productCount, productCount));
                }
            }

            for (int i = 0; i < batch.Count; i++)
            {
                if (!answered[i])
                {
                    scores.Slice(i * productCount, productCount).Fill(IRecommenderScorer.NotRecommended);
                }
            }
        }

        /// <summary>Adds the standard scores of a model; returns false where it recommends nothing.</summary>
        private static bool Add(Span<float> part, double weight, Span<float> scores)
        {
            double sum = 0;
            double squares = 0;
            bool isAnswer = false;
            for (int i = 0; i < part.Length; i++)
            {
                if (part[i] == IRecommenderScorer.NotRecommended)
                {
                    part[i] = 0;
                }
                else
                {
                    isAnswer = true;
                    sum += part[i];
                    squares += (double)part[i] * part[i];
                }
            }

            double mean = sum / part.Length;
            double variance = (squares / part.Length) - (mean * mean);
            double unit = variance > 1e-18 ? weight / Math.Sqrt(variance) : 0;
            for (int i = 0; i < part.Length; i++)
            {
                scores[i] += (float)((part[i] - mean) * unit);
            }

            return isAnswer;
        }
    }
}
