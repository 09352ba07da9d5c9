using ProductSpace.Training;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>Chooses the settings of a model from its grid, by the validation part alone.</summary>
internal static class ModelTrials
{
    /// <summary>Outcome of a choice.</summary>
    /// <param name="Recipe">The settings with the best score; of equal ones the first.</param>
    /// <param name="Tried">Number of settings that were tried.</param>
    /// <param name="Score">Their score on the validation part; null if none were tried.</param>
    public sealed record Choice(IRecommenderRecipe Recipe, int Tried, double? Score);

    public static Choice Choose(
        IRecommenderRecipe recipe,
        WindowFacts validation,
        ComparisonOptions options,
        ComparisonSteps steps,
        CancellationToken cancellationToken)
    {
        Choice? best = null;
        IReadOnlyList<IRecommenderRecipe> grid = recipe.Grid;
        for (int i = 0; i < grid.Count; i++)
        {
            RecommenderResult result = ModelRun.Evaluate(
                grid[i],
                validation,
                options,
                options.Seed,
                steps.Of($"choosing settings of {recipe.Name}, {i + 1} of {grid.Count}"),
                cancellationToken).Result;
            double score = result[options.Mode].Mean(options.Metric, ModelTally.Depth);
            best = best is null || score > best.Score ? new Choice(grid[i], grid.Count, score) : best;
        }

        return best ?? new Choice(recipe, 0, null);
    }
}
