namespace ProductSpace.Generations;

/// <summary>State of a delta.</summary>
public sealed record DeltaStatus
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Versions of products in use, dead ones included.</summary>
    public required int Used { get; init; }

    /// <summary>Most versions of products.</summary>
    public required int Capacity { get; init; }

    /// <summary>Products with vectors of their own that answers can hold now.</summary>
    public required int Products { get; init; }

    /// <summary>Products of the snapshot that were removed or have another vector.</summary>
    public required int Hidden { get; init; }

    /// <summary>Length of the file in bytes, including writes that are not flushed yet.</summary>
    public required long FileBytes { get; init; }

    /// <summary>
    /// Number of times the file was written as a whole: by opening, compaction, or after a failed flush.
    /// </summary>
    public required long Issue { get; init; }

    /// <summary>Writes that no flush has acknowledged yet.</summary>
    public required long Pending { get; init; }

    /// <summary>
    /// Bytes that opening removed from the end of the file: the remains of writes that a crash interrupted and that
    /// were never acknowledged.
    /// </summary>
    public required long TornBytes { get; init; }

    /// <summary>Failed flushes after which a new file took over.</summary>
    public required int Rotations { get; init; }

    /// <summary>Message of the device's last failure; null without one.</summary>
    public string? LastFault { get; init; }

    /// <summary>True from 80 % of the capacity on: compact the delta, or else build a new snapshot.</summary>
    public bool ShouldRebuild => Used >= Capacity * 0.8;
}
