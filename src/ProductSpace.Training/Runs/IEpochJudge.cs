namespace ProductSpace.Training.Runs;

/// <summary>
/// Scores the vectors of an epoch. <see cref="TrainingRun"/> asks it after every epoch to find the best one and to stop
/// early. <c>HeldOutJudge</c> of ProductSpace.Evaluation predicts the views of the sessions kept out of training.
/// </summary>
public interface IEpochJudge
{
    /// <summary>Number of predictions behind each score; 0 where there is nothing to judge by.</summary>
    int Predictions { get; }

    /// <summary>Scores the vectors without changing them.</summary>
    /// <param name="vectors">The trainer after an epoch, or the model of an earlier one.</param>
    /// <param name="cancellationToken">Ends the scoring.</param>
    /// <returns>The scores; null where there is nothing to judge by.</returns>
    HeldOutScores? Judge(IProductVectors vectors, CancellationToken cancellationToken);
}
