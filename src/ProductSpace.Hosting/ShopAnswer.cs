namespace ProductSpace.Hosting;

/// <summary>What a search through a <see cref="ShopLease"/> did.</summary>
/// <param name="Result">What the search says of itself: hits written, road, generation, truncated, unknown ids.</param>
/// <param name="Variant">Label of the variant that answered; null without an experiment, or without a key.</param>
public readonly record struct ShopAnswer(SearchResult Result, string? Variant)
{
    /// <summary>Hits written.</summary>
    public int Count => Result.Count;

    /// <summary>The generation that answered; ordinals are its own.</summary>
    public int Generation => Result.Generation;
}
