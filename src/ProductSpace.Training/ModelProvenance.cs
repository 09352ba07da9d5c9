namespace ProductSpace.Training;

/// <summary>
/// Where a model comes from. Everything in it follows from the log, the options and the seed: no time, path, host or
/// thread count, and no id of a session or user.
/// </summary>
public sealed record ModelProvenance
{
    /// <summary>Name of the trainer and its version, or of the form that the model was imported from.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>XXH128 of the cleaned log, 32 hexadecimal digits; empty where unknown.</summary>
    public string LogHash { get; init; } = string.Empty;

    /// <summary>Sessions trained on.</summary>
    public long Sessions { get; init; }

    /// <summary>Events trained on.</summary>
    public long Events { get; init; }

    /// <summary>Epochs finished; fewer than asked for after an early stop.</summary>
    public int EpochsDone { get; init; }

    /// <summary>XXH128 of the model.json of the model that training began from, 32 hexadecimal digits; empty after a start from random vectors.</summary>
    public string StartedFrom { get; init; } = string.Empty;

    /// <summary>Options of the training, <see cref="Prod2VecOptions.Threads"/> apart; null for an imported model.</summary>
    public Prod2VecOptions? Options { get; init; }
}
