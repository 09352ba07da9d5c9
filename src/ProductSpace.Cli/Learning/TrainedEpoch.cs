namespace ProductSpace.Cli.Learning;

/// <summary>A finished epoch as it is printed.</summary>
internal sealed record TrainedEpoch(int Epoch, double Loss, long Pairs, double Seconds, double EventsPerSecond, HeldOutScores? HeldOut);
