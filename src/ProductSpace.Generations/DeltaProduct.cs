namespace ProductSpace.Generations;

/// <summary>
/// Attributes of a product, as a delta changes them. Null leaves an attribute as it was; for a new product it is
/// unknown, and the product is in stock. A known price or time cannot become unknown again before the next build.
/// </summary>
public record DeltaChange
{
    /// <summary>
    /// Category paths as in a catalogue: parts divided by '/', the primary path first, further ones after '|'; "" is
    /// the root.
    /// </summary>
    public string? Category { get; init; }

    /// <summary>Price in minor units.</summary>
    public long? Price { get; init; }

    /// <summary>Whether the product can be bought now.</summary>
    public bool? InStock { get; init; }

    /// <summary>When the product came into the shop.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>
    /// Values of facets, several divided by '|', "" for none; other facets stay. A facet that the snapshot does not
    /// have is a new one, up to 64 in all, and belongs to the next build.
    /// </summary>
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Numbers by name of the number column, an empty list for none; other columns stay. All are finite, at most 64 of
    /// a column. A column that the snapshot does not have is a new one, as with facets.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Numbers { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>Values of the snapshot's payload columns; other columns stay.</summary>
    public IReadOnlyDictionary<string, string> Payload { get; init; } = new Dictionary<string, string>();
}

/// <summary>A new product, or a known one with another vector.</summary>
public sealed record DeltaProduct : DeltaChange
{
    /// <summary>The shop's own id.</summary>
    public required string Id { get; init; }

    /// <summary>IN vector with the snapshot's dimension, of any length but zero. Copied.</summary>
    public required ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>OUT vector; without one the product is in no answer of the space Next.</summary>
    public ReadOnlyMemory<float> NextVector { get; init; }
}
