namespace ProductSpace.Training.Tuning;

/// <summary>One training on the sample.</summary>
/// <param name="Number">Number of the trial, from 1.</param>
/// <param name="Options">Options of the training.</param>
/// <param name="Scores">Score after each epoch that was trained.</param>
/// <param name="Outcome">How the trial ended.</param>
/// <param name="Seconds">Wall time, judging included.</param>
public sealed record TuningTrial(
    int Number,
    Prod2VecOptions Options,
    IReadOnlyList<double> Scores,
    TuningOutcome Outcome,
    double Seconds)
{
    /// <summary>Score after the last epoch: what a training with these settings ends with.</summary>
    public double Score => Scores[^1];

    /// <summary>Epoch with the highest score, from 1; of equal ones, the first.</summary>
    public int BestEpoch => Scores.ToList().IndexOf(Scores.Max()) + 1;
}
