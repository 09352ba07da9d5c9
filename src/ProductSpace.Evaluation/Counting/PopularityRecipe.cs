using ProductSpace.Training;

namespace ProductSpace.Evaluation.Counting;

/// <summary>
/// The products with the most events, the same for every session: what a model must beat to be worth anything.
/// </summary>
internal sealed record PopularityRecipe : IRecommenderRecipe
{
    public string Name => "popularity";

    public string Title => "Popularity";

    public string Source => "the baseline of every study";

    public string Settings => string.Empty;

    public bool IsRandom => false;

    public IReadOnlyList<IRecommenderRecipe> Grid => [this];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return new Model(Array.ConvertAll(sessions.CountProducts(), count => (float)count));
    }

    private sealed class Model(float[] counts) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => counts.Length;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                counts.CopyTo(scores.Slice(i * counts.Length, counts.Length));
            }
        }
    }
}
