namespace ProductSpace.Training.Runs;

/// <summary>The model of a <see cref="TrainingRun"/>, and how it came about. Disposing frees the model.</summary>
public sealed class TrainingRunResult : IDisposable
{
    internal TrainingRunResult(EmbeddingModel model, string modelHash, DriftReport? drift)
    {
        Model = model;
        ModelHash = modelHash;
        Drift = drift;
    }

    /// <summary>The model, as it was written to <see cref="TrainingRunOptions.ModelFolder"/>.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>XXH128 of the model's model.json, 32 hexadecimal digits: identifies the whole model.</summary>
    public string ModelHash { get; }

    /// <summary>Epoch of the model: the best one with early stop, otherwise the last one.</summary>
    public required int Epoch { get; init; }

    /// <summary>Scores of that epoch; null without a judge or without held-out sessions.</summary>
    public required HeldOutScores? Scores { get; init; }

    /// <summary>True where early stop ended the run before all epochs were trained.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>Epochs that this run trained, in order; those before a resumed checkpoint are not among them.</summary>
    public required IReadOnlyList<TrainedEpoch> Epochs { get; init; }

    /// <summary>
    /// Distance from the older model of <see cref="TrainingRunOptions.StartFolder"/>; null where there was none, or
    /// where its folder was changed during the run.
    /// </summary>
    public DriftReport? Drift { get; }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
