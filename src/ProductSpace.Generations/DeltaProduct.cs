namespace ProductSpace.Generations;

/// <summary>
/// Attributes of a product, as a delta changes them. What is null stays as it was; for a product that is new it is not
/// known, and in stock. Prices and times that are known stay known: say another one, or upsert at the next build.
/// </summary>
public record DeltaChange
{
    /// <summary>Category paths as in a catalogue: parts divided by '/', the primary path first, further ones after '|'; "" is the root.</summary>
    public string? Category { get; init; }

    /// <summary>Price in minor units.</summary>
    public long? Price { get; init; }

    /// <summary>Whether the product can be bought now.</summary>
    public bool? InStock { get; init; }

    /// <summary>When the product came into the shop.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Values of facets of the snapshot, several divided by '|', "" for none; facets that are not named stay.</summary>
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>Values of payload columns of the snapshot; columns that are not named stay.</summary>
    public IReadOnlyDictionary<string, string> Payload { get; init; } = new Dictionary<string, string>();
}

/// <summary>A product that a delta brings, or one that it gives another vector.</summary>
public sealed record DeltaProduct : DeltaChange
{
    /// <summary>The shop's own id.</summary>
    public required string Id { get; init; }

    /// <summary>IN vector: as many numbers as the snapshot's, of any length but zero. Copied.</summary>
    public required ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>OUT vector; without one the product is in no answer of the space Next.</summary>
    public ReadOnlyMemory<float> NextVector { get; init; }
}
