using ProductSpace.Training;

namespace ProductSpace.Evaluation.Counting;

/// <summary>
/// The products of the session, the one viewed most often first, then the products with the most events: what a model
/// must beat where shoppers view again.
/// </summary>
internal sealed record SessionPopularityRecipe : IRecommenderRecipe
{
    public string Name => "session-popularity";

    public string Title => "Session popularity (S-POP)";

    public string Source => "Hidasi et al., Session-based Recommendations with Recurrent Neural Networks, ICLR 2016";

    public string Settings => string.Empty;

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid => [this];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return new Model(Places(sessions.CountProducts()));
    }

    /// <summary>
    /// Returns numbers from 0 to below 1 in the order of the counts, equal ones for equal counts: with a number of
    /// views added to it, a float32 still tells them apart.
    /// </summary>
    private static float[] Places(long[] counts)
    {
        long[] distinct = [.. counts.Distinct().Order()];
        return Array.ConvertAll(
            counts, count => (float)Array.BinarySearch(distinct, count) / (distinct.Length + 1));
    }

    private sealed class Model(float[] places) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => places.Length;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Span<float> row = scores.Slice(i * places.Length, places.Length);
                places.CopyTo(row);
                foreach (int product in batch[i].Products)
                {
                    if ((uint)product < (uint)row.Length)
                    {
                        row[product]++;
                    }
                }
            }
        }
    }
}
