namespace ProductSpace.Training.Runs;

/// <summary>A finished epoch of a <see cref="TrainingRun"/>, with its scores.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Loss">Mean negative sampling loss, as in <see cref="EpochReport"/>.</param>
/// <param name="Pairs">Number of true pairs of products behind the loss.</param>
/// <param name="Seconds">Wall time of the epoch, judging excluded.</param>
/// <param name="EventsPerSecond">Events of the log per second of wall time.</param>
/// <param name="HeldOut">Scores of the judge; null without a judge or without held-out sessions.</param>
public sealed record TrainedEpoch(
    int Epoch, double Loss, long Pairs, double Seconds, double EventsPerSecond, HeldOutScores? HeldOut);
