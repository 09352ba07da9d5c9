namespace ProductSpace.Training;

/// <summary>
/// Origin of a model. Everything in it follows from the log, the options and the seed: it holds no time, path, host or
/// thread count, and no id of a session or user.
/// </summary>
public sealed record ModelProvenance
{
    private readonly Similarity? _similarity;

    /// <summary>Name and version of the trainer, or the format that the model was imported from.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>XXH128 of the cleaned log, 32 hexadecimal digits; empty if unknown.</summary>
    public string LogHash { get; init; } = string.Empty;

    /// <summary>
    /// What searches of the vectors should order by: cosine for a trained model; null where an import did not say it.
    /// </summary>
    public Similarity? Similarity
    {
        get => _similarity ?? (Options is null ? null : ProductSpace.Similarity.Cosine);
        init => _similarity = value;
    }

    /// <summary>Number of sessions trained on.</summary>
    public long Sessions { get; init; }

    /// <summary>Number of events trained on.</summary>
    public long Events { get; init; }

    /// <summary>Number of epochs trained; fewer than asked for after an early stop.</summary>
    public int EpochsDone { get; init; }

    /// <summary>
    /// XXH128 of the model.json of the model that training started from, 32 hexadecimal digits; empty after a start
    /// from random vectors.
    /// </summary>
    public string StartedFrom { get; init; } = string.Empty;

    /// <summary>
    /// Options of the training, except <see cref="Prod2VecOptions.Threads"/>; null for an imported model.
    /// </summary>
    public Prod2VecOptions? Options { get; init; }
}
