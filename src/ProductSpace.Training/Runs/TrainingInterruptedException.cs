namespace ProductSpace.Training.Runs;

/// <summary>A cancelled <see cref="TrainingRun"/>: tells which epoch was kept, and where.</summary>
public sealed class TrainingInterruptedException : OperationCanceledException
{
    internal TrainingInterruptedException(
        int epoch, int epochs, string? modelFolder, string? checkpointFolder, OperationCanceledException inner)
        : base(Describe(epoch, epochs, modelFolder, checkpointFolder), inner, inner.CancellationToken)
    {
        Epoch = epoch;
        Epochs = epochs;
        ModelFolder = modelFolder;
        CheckpointFolder = checkpointFolder;
    }

    /// <summary>Last epoch that was kept, from 1; 0 where none was.</summary>
    public int Epoch { get; }

    /// <summary>Number of epochs that were asked for.</summary>
    public int Epochs { get; }

    /// <summary>Model folder that now holds this epoch; null where no model was written.</summary>
    public string? ModelFolder { get; }

    /// <summary>Checkpoint that holds this epoch and can be resumed; null where there is none.</summary>
    public string? CheckpointFolder { get; }

    private static string Describe(int epoch, int epochs, string? modelFolder, string? checkpointFolder)
    {
        if (epoch == 0)
        {
            return "the training was interrupted; no epoch was kept";
        }

        string model = modelFolder is null ? string.Empty : $"; it is the model in {modelFolder}";
        string checkpoint = checkpointFolder is null ? string.Empty : $"; it can be resumed from {checkpointFolder}";
        return $"the training was interrupted after epoch {epoch} of {epochs}{model}{checkpoint}";
    }
}
