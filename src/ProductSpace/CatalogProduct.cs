namespace ProductSpace;

/// <summary>One row of the shop's catalogue; all but the id may be missing.</summary>
public sealed record CatalogProduct
{
    /// <summary>The shop's own id, as it stands beside the vector.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Category path, parts divided by '/'. It fixes where the product stands in the file; further paths (sale, new-in)
    /// follow after '|'. Empty is the root.
    /// </summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>Price in minor units (cents); null where unknown.</summary>
    public long? Price { get; init; }

    /// <summary>Whether the product can be bought now.</summary>
    public bool InStock { get; init; } = true;

    /// <summary>When the product came into the shop; null where unknown.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Values of the payload columns given to the builder, in their order.</summary>
    public IReadOnlyList<string> Payload { get; init; } = [];

    /// <summary>
    /// Values of the facets given to the builder, in their order; several values of one facet are divided by '|', an empty
    /// text is none. A value has at most 256 bytes of UTF-8.
    /// </summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>Where the row came from, for messages; for example "products.csv line 12".</summary>
    public string? Source { get; init; }
}
