namespace ProductSpace.Building;

/// <summary>
/// What changes of one product on its way into a build: it is left out, or has another vector or other attributes than the
/// inputs say. What is null stays as the inputs have it. A price or time of the least number is said to be unknown.
/// </summary>
internal sealed record MergedProduct
{
    public required string Id { get; init; }

    /// <summary>In no snapshot of this build, whatever the inputs say.</summary>
    public bool IsGone { get; init; }

    /// <summary>It was removed and came again: nothing is taken from its row of the catalogue.</summary>
    public bool IsFresh { get; init; }

    public string? Category { get; init; }

    public long? Price { get; init; }

    public bool? InStock { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? FirstSeen { get; init; }

    /// <summary>By name of the facet.</summary>
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>By name of the payload column.</summary>
    public IReadOnlyDictionary<string, string> Payload { get; init; } = new Dictionary<string, string>();

    /// <summary>IN vector; one without is not added where the inputs do not hold the product.</summary>
    public float[]? Vector { get; init; }

    /// <summary>OUT vector.</summary>
    public float[]? NextVector { get; init; }

    /// <summary>Whether anything is said that stands in a catalogue.</summary>
    public bool HasAttributes => IsFresh || Category is not null || Price is not null || InStock is not null || FirstSeen is not null || Facets.Count > 0 || Payload.Count > 0;
}
