namespace ProductSpace.Training.ColdStart;

/// <summary>What a shop knows of a product before anybody has viewed it. Only the id is required.</summary>
public sealed record ColdProduct
{
    /// <summary>Product id of the shop.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Category paths as in a catalogue: parts separated by '/', the primary path first, further ones after '|'. Only
    /// the primary one is used: others, such as "sale", come and go.
    /// </summary>
    public string Category { get; init; } = string.Empty;

    /// <summary>Price in minor units (cents); null where unknown.</summary>
    public long? Price { get; init; }

    /// <summary>Name or title; its words are used.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Further attributes, such as brand and colour; several values of one are separated by '|'.</summary>
    public IReadOnlyList<(string Field, string Value)> Attributes { get; init; } = [];

    /// <summary>
    /// Vector of its picture or text by another model; empty where there is none. All have the same length, which is
    /// at most 4,096.
    /// </summary>
    public ReadOnlyMemory<float> Picture { get; init; }
}
