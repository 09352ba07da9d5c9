namespace ProductSpace.Generations;

/// <summary>Options of a <see cref="ProductDelta"/>; the default suits a storefront.</summary>
public sealed record DeltaOptions
{
    /// <summary>
    /// Capacity in versions of products, 16 to 1,048,576: a new or changed product takes one, a known product with
    /// another vector two. Memory is about 60 bytes a version, and 10 bytes a number for versions with a vector of
    /// their own.
    /// </summary>
    public int Capacity { get; init; } = 16_384;
}
