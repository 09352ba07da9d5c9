using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Comparing;

/// <summary>A model that recommends one product first to everybody, and writes down what it was trained on.</summary>
internal sealed class SpyRecipe(string name, int favorite, List<(SessionSet Sessions, ulong Seed)> seen, int grid = 1, bool isRandom = false)
    : IRecommenderRecipe
{
    public string Name => name;

    public string Title => "A spy";

    public string Source => "no paper";

    public string Settings => $"favorite {favorite}";

    public bool IsRandom => isRandom;

    public IReadOnlyList<IRecommenderRecipe> Grid =>
        [.. Enumerable.Range(favorite, grid).Select(one => new SpyRecipe(name, one, seen, grid, isRandom))];

    public IRecommender Train(SessionSet sessions, RecipeContext context)
    {
        seen.Add((sessions, context.Seed));
        return new Model(sessions.ProductCount, favorite + (isRandom ? (int)context.Seed : 0));
    }

    private sealed class Model(int products, int favorite) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => products;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            scores.Fill(IRecommenderScorer.NotRecommended);
            for (int i = 0; i < batch.Count; i++)
            {
                scores[(i * products) + favorite] = 1;
            }
        }
    }
}
