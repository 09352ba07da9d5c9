namespace ProductSpace.Cli.Learning;

/// <summary>Where a training writes, and when it ends.</summary>
internal sealed record TrainPlan
{
    /// <summary>Model folder to write at the end.</summary>
    public required string Out { get; init; }

    /// <summary>Folder of the last finished epoch; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Checkpoint that the trainer began from; null for none.</summary>
    public string? Resume { get; init; }

    /// <summary>An interrupted training leaves its last finished epoch as the model.</summary>
    public bool KeepOnCancel { get; init; }

    /// <summary>Ends after so many epochs without a better one, which is then the model; 0 for never.</summary>
    public int EarlyStop { get; init; }

    /// <summary>The space whose held-out hit rate says what is better.</summary>
    public Space Select { get; init; } = Space.Next;
}
