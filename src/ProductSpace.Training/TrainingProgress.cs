namespace ProductSpace.Training;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">Epoch in work, from 1.</param>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="EventsDone">Events of this epoch that are trained.</param>
/// <param name="Events">Events of an epoch.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, long EventsDone, long Events);

/// <summary>An epoch that is finished.</summary>
/// <param name="Epoch">Which, from 1.</param>
/// <param name="Loss">Mean negative sampling loss of a true pair with its negatives, natural logarithm, summed in double.</param>
/// <param name="Pairs">True pairs of products that it is over.</param>
/// <param name="Seconds">Wall time of the epoch.</param>
/// <param name="EventsPerSecond">Events of the log per second of wall time.</param>
public readonly record struct EpochReport(int Epoch, double Loss, long Pairs, double Seconds, double EventsPerSecond);
