namespace ProductSpace.VectorData;

/// <summary>
/// How the collections of a folder are kept. The collections of one process that name one folder share what is open, by
/// the options of the first.
/// </summary>
public sealed record ProductSpaceStorageOptions
{
    /// <summary>
    /// Whether an upsert or a delete waits until its changes are on the device, so that they survive a power cut; true
    /// by default. If false, they survive the end of the process, and the system writes them in its own time.
    /// </summary>
    public bool FlushEachChange { get; init; } = true;

    /// <summary>
    /// Changes since the last sealing, from which on the next one begins in the background; null by default for 4,096
    /// or a sixteenth of the sealed records, whichever is more. A search compares its vector with that of each change.
    /// </summary>
    public int? SealAfterChanges { get; init; }

    /// <summary>
    /// Whether closing the collection seals what was changed since; false by default, since it can take minutes where
    /// there are millions of records, and nothing is lost without it.
    /// </summary>
    public bool SealOnDispose { get; init; }

    /// <summary>
    /// Options of the index, such as M, efConstruction and threads; its similarity follows the vector property's
    /// distance function, and its policy for bad vectors is to refuse.
    /// </summary>
    public BuildOptions Index { get; init; } = new();

    internal void Check()
    {
        if (SealAfterChanges is < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(SealAfterChanges), SealAfterChanges, "SealAfterChanges must be at least 1, or null");
        }
    }
}
