namespace ProductSpace.Training.Tuning;

/// <summary>One training on the sample.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Scores">The score after each epoch that it had.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Seconds">Wall time, judging included.</param>
public sealed record TuningTrial(int Number, Prod2VecOptions Options, IReadOnlyList<double> Scores, TuningOutcome Outcome, double Seconds)
{
    /// <summary>The score after its last epoch: what a training with these settings ends with.</summary>
    public double Score => Scores[^1];

    /// <summary>The epoch of the highest score, from 1; the first of several.</summary>
    public int BestEpoch => Scores.ToList().IndexOf(Scores.Max()) + 1;
}
