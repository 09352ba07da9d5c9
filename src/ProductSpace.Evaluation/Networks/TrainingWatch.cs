using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Follows a training: reports progress, ends it when cancelled, and refuses a loss that is no number.
/// </summary>
/// <param name="model">Name of the model.</param>
/// <param name="context">Who is told.</param>
/// <param name="total">Number of examples of all epochs.</param>
internal sealed class TrainingWatch(string model, RecipeContext context, long total)
{
    private const int ReportEvery = 64;

    private long _done;
    private long _steps;

    /// <summary>Notes a step.</summary>
    /// <param name="examples">Number of its examples.</param>
    /// <param name="loss">Its loss.</param>
    public void Add(int examples, double loss)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        _done += examples;
        if (!double.IsFinite(loss))
        {
            throw new TrainingInputException(
                $"{model}: the loss of step {_steps + 1:N0} is not finite; train with a lower rate");
        }

        if (++_steps % ReportEvery == 0)
        {
            context.Progress?.Report(Math.Min(1, (double)_done / Math.Max(1, total)));
        }
    }
}
