using System.Diagnostics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>One training of one model and its evaluation in one window.</summary>
/// <param name="Result">Ranks and lists.</param>
/// <param name="Index">What an index loses; null if it was not asked for.</param>
/// <param name="TrainingSeconds">Wall time of the training.</param>
/// <param name="ScoringSeconds">Wall time of the evaluation.</param>
internal sealed record ModelRun(
    RecommenderResult Result, IndexLoss? Index, double TrainingSeconds, double ScoringSeconds)
{
    public static ModelRun Evaluate(
        IRecommenderRecipe recipe,
        WindowFacts window,
        ComparisonOptions options,
        ulong seed,
        ModelSteps steps,
        CancellationToken cancellationToken,
        bool throughIndex = false)
    {
        long start = Stopwatch.GetTimestamp();
        IRecommender model = recipe.Train(window.Part.Training, new RecipeContext
        {
            Seed = seed,
            Threads = options.Threads,
            Categories = window.Categories.AreKnown ? window.Categories.Categories : [],
            Progress = steps.Training,
            CancellationToken = cancellationToken,
        });
        try
        {
            double training = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            RecommenderResult result = RecommenderEvaluator.Evaluate(
                model, window.Part.Test, options.Evaluation(), steps.Scoring, cancellationToken);
            double scoring = Stopwatch.GetElapsedTime(start).TotalSeconds;
            IndexLoss? loss = throughIndex && model is IVectorRecommender vectors
                ? IndexRun.Measure(vectors, window.Part, result, options, steps.Indexing, cancellationToken)
                : null;
            return new ModelRun(result, loss, training, scoring);
        }
        finally
        {
            (model as IDisposable)?.Dispose();
        }
    }
}
