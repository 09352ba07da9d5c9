namespace ProductSpace.VectorData;

/// <summary>What a collection holds, and how its last sealing went.</summary>
public sealed record ProductSpaceCollectionStatus
{
    /// <summary>Records that a query without a filter can return.</summary>
    public required long Records { get; init; }

    /// <summary>Records of the last sealing, some of which may be replaced or deleted since.</summary>
    public required long SealedRecords { get; init; }

    /// <summary>Changes since the last sealing.</summary>
    public required int Changes { get; init; }

    /// <summary>Number of the last sealing; it grows with each.</summary>
    public required int Number { get; init; }

    /// <summary>Whether a sealing is under way.</summary>
    public required bool IsSealing { get; init; }

    /// <summary>
    /// Why the last sealing failed; null if it did not. The collection works on, and nothing is lost.
    /// </summary>
    public string? SealFault { get; init; }
}
