namespace ProductSpace.Generations;

/// <summary>How it stands with a delta.</summary>
public sealed record DeltaStatus
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Versions of products in use, dead ones included.</summary>
    public required int Used { get; init; }

    /// <summary>Versions that there is room for.</summary>
    public required int Capacity { get; init; }

    /// <summary>Products with vectors of their own, in answers now.</summary>
    public required int Products { get; init; }

    /// <summary>Products of the snapshot that were removed or have another vector.</summary>
    public required int Gone { get; init; }

    /// <summary>Length of the file, with what waits to be flushed.</summary>
    public required long FileBytes { get; init; }

    /// <summary>How often the file was written anew: by opening, compaction, or because a flush had failed.</summary>
    public required long Issue { get; init; }

    /// <summary>Writes that were made and are not acknowledged by a flush yet.</summary>
    public required long Waiting { get; init; }

    /// <summary>Bytes behind the last whole write that were cut off at opening: writes that a crash interrupted, never acknowledged.</summary>
    public required long TornBytes { get; init; }

    /// <summary>Failed flushes after which a new file took over.</summary>
    public required int Rotations { get; init; }

    /// <summary>The last failure of the device, in its words; null where there was none.</summary>
    public string? LastFault { get; init; }

    /// <summary>True from 80 % of the room on: compact it, and if that does not help, build a new snapshot.</summary>
    public bool ShouldRebuild => Used >= Capacity * 0.8;
}
