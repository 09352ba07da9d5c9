namespace ProductSpace.Recommendations;

/// <summary>What is known of a shopper at the moment of a recommendation. Borrowed for the call.</summary>
/// <param name="events">See <see cref="Events"/>.</param>
public readonly ref struct ShopperState(ReadOnlySpan<ShopperEvent> events)
{
    /// <summary>What the shopper did, oldest first; empty for a shopper who just came.</summary>
    public ReadOnlySpan<ShopperEvent> Events { get; } = events;

    /// <summary>Ordinals of products that must not be shown, beside those that the placement leaves out.</summary>
    public ReadOnlySpan<int> Excluded { get; init; }

    /// <summary>
    /// Number of the request, from which the draws of an <see cref="Exploration"/> follow: give each request another
    /// one, such as a counter.
    /// </summary>
    public ulong RequestNumber { get; init; }

    /// <summary>Time by which rules tell the age of a product; null for now.</summary>
    public DateTimeOffset? Now { get; init; }
}
