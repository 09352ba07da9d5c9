namespace ProductSpace.Generations;

/// <summary>How a <see cref="ProductDelta"/> is opened; the default is good for a storefront.</summary>
public sealed record DeltaOptions
{
    /// <summary>
    /// Room, in versions of products, 16 to 1,048,576: a new or changed product takes one, a known product with another vector
    /// two. Memory is about 60 bytes for each, and 10 bytes for each number of a vector of those that have their own.
    /// </summary>
    public int Capacity { get; init; } = 16_384;
}
