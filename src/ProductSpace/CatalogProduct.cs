namespace ProductSpace;

/// <summary>One row of the shop's catalogue; only the id is required.</summary>
public sealed record CatalogProduct
{
    /// <summary>Product id of the shop, equal to the id of its vector.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Id of the product that this row is a variant of, such as a size; null where it is none. It counts only where
    /// <see cref="Id"/> has no vector: the row then belongs to the product with this id, and is merged with its others.
    /// </summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// Primary category path, its parts separated by '/', such as "shoes/boots"; empty for the root. Further paths,
    /// such as "sale", follow after '|'.
    /// </summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>Price in minor units (cents); null where unknown.</summary>
    public long? Price { get; init; }

    /// <summary>Whether the product can be bought now; true by default.</summary>
    public bool InStock { get; init; } = true;

    /// <summary>When the product came into the shop; null where unknown.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Values of the payload columns given to the builder, in their order.</summary>
    public IReadOnlyList<string> Payload { get; init; } = [];

    /// <summary>
    /// Values of the facets given to the builder, in their order. Several values of one facet are separated by '|'; an
    /// empty string is none. A value has at most 256 bytes of UTF-8.
    /// </summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>
    /// Numbers of the number columns given to the builder, in their order: none, one or several of each, such as
    /// <c>[[4.5], [38, 39, 40], []]</c>. All are finite; a product has at most 64 different ones in a column.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> Numbers { get; init; } = [];

    /// <summary>Origin of the row for messages, such as "products.csv line 12".</summary>
    public string? Source { get; init; }
}
