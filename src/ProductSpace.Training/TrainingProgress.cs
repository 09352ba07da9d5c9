namespace ProductSpace.Training;

/// <summary>Progress of a training.</summary>
/// <param name="Epoch">Number of the current epoch, from 1.</param>
/// <param name="Epochs">Number of epochs that were asked for.</param>
/// <param name="EventsDone">Number of events of this epoch that are trained.</param>
/// <param name="Events">Number of events of an epoch.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, long EventsDone, long Events);

/// <summary>Figures of a finished epoch.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Loss">
/// Mean negative sampling loss of a true pair with its negatives, natural logarithm, summed in double.
/// </param>
/// <param name="Pairs">Number of true pairs of products behind the loss.</param>
/// <param name="Seconds">Wall time of the epoch.</param>
/// <param name="EventsPerSecond">Events of the log per second of wall time.</param>
public readonly record struct EpochReport(int Epoch, double Loss, long Pairs, double Seconds, double EventsPerSecond);
