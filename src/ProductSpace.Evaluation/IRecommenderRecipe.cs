using ProductSpace.Training;

namespace ProductSpace.Evaluation;

/// <summary>How a model is made: an algorithm with its settings. Immutable.</summary>
public interface IRecommenderRecipe
{
    /// <summary>Name on the command line, such as <c>v-sknn</c>.</summary>
    string Name { get; }

    /// <summary>Name in reports, such as <c>V-SKNN</c>.</summary>
    string Title { get; }

    /// <summary>Paper that the algorithm is from.</summary>
    string Source { get; }

    /// <summary>Settings as text, such as <c>neighbors 100, sample 1000</c>; empty without settings.</summary>
    string Settings { get; }

    /// <summary>True if the model depends on the seed.</summary>
    bool IsRandom { get; }

    /// <summary>
    /// Recipes of the same algorithm to choose from on a validation part, this one included, the defaults first.
    /// </summary>
    IReadOnlyList<IRecommenderRecipe> Grid { get; }

    /// <summary>Trains a model.</summary>
    /// <param name="sessions">The sessions to learn from. All of their products are known.</param>
    /// <param name="context">Seed, threads, progress and cancellation.</param>
    /// <returns>A model of all products of the set.</returns>
    IRecommender Train(SessionSet sessions, RecipeContext context);
}
