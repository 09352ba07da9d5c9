namespace ProductSpace.Recommendations;

/// <summary>What is known of a shopper at the moment of a recommendation. Borrowed for the call.</summary>
/// <param name="events">See <see cref="Events"/>.</param>
public readonly ref struct ShopperState(ReadOnlySpan<ShopperEvent> events)
{
    /// <summary>What the shopper did, oldest first; empty for a shopper who just came.</summary>
    public ReadOnlySpan<ShopperEvent> Events { get; } = events;

    /// <summary>Ordinals of products that must not be shown, beside those that the placement leaves out.</summary>
    public ReadOnlySpan<int> Excluded { get; init; }
}
