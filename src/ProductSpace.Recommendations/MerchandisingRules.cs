namespace ProductSpace.Recommendations;

/// <summary>
/// What a merchandiser wants of the recommendations of one place: products or groups of them to push up or down, fixed
/// places, quotas, variety, and one place to explore. Part of a <see cref="Placement"/>. Immutable, safe from any
/// thread: make one and keep it, since the first call with an index compiles it for that index, or
/// <see cref="ProductRecommendations.Prepare"/> does. It serves the next index as well, unless it holds compiled
/// filters or own scores.
/// </summary>
/// <remarks>
/// <para>
/// Whatever changes a score is added to it, in standard scores: 1 moves a product as far as one standard deviation of
/// the products' similarities to the session does. A boost therefore also helps a product whose score is negative.
/// </para>
/// <para>
/// Where two rules contradict each other, the first of these wins: filter and exclusions, pins,
/// <see cref="GroupLimit"/>, <see cref="FoldAt"/>, <see cref="MinSimilarity"/>, reserved slots,
/// <see cref="Exploration"/>, then scores less <see cref="Diversity"/>. What fills up the answer by popularity keeps
/// pins, limits and reserved slots too. So an answer holds exactly min(k, products that filter, exclusions,
/// <see cref="GroupLimit"/> and <see cref="FoldAt"/> allow).
/// </para>
/// </remarks>
public sealed record MerchandisingRules
{
    /// <summary>Largest amount of a rule, in standard scores.</summary>
    public const float MaxAmount = 100;

    /// <summary>Largest number of boosts, and of pins, and of reserved slots.</summary>
    public const int MaxRules = 32;

    /// <summary>Products to push up or down; up to <see cref="MaxRules"/>. They add up.</summary>
    public IReadOnlyList<BoostRule> Boosts { get; init; } = [];

    /// <summary>Products with a fixed slot; up to <see cref="MaxRules"/>, one a slot.</summary>
    public IReadOnlyList<ProductPin> Pins { get; init; } = [];

    /// <summary>Slots that are kept for some products; up to <see cref="MaxRules"/>, one rule a slot.</summary>
    public IReadOnlyList<ReservedSlot> ReservedSlots { get; init; } = [];

    /// <summary>
    /// Lowest similarity to the session that a product needs to be recommended, from -1 to 1, or any dot product; null
    /// for any. Products below it can only fill up an answer, and are marked as such.
    /// </summary>
    public float? MinSimilarity { get; init; }

    /// <summary>Limit on the number of results of one brand, category or other group; none by default.</summary>
    public GroupLimit GroupLimit { get; init; }

    /// <summary>
    /// Similarity, above 0 to 1, from which on a product is left out beside one that stands before it, such as 0.999
    /// for sizes of the same shoe; 0 for none.
    /// </summary>
    public float FoldAt { get; init; }

    /// <summary>
    /// What a product loses that has the same vector as one that stands before it, 0 to <see cref="MaxAmount"/>; one
    /// that is half as similar loses half of it. This is maximal marginal relevance with lambda = 1 / (1 +
    /// <see cref="Diversity"/>), among the 4 k products with the best scores, or 40 where that is more.
    /// </summary>
    public float Diversity { get; init; }

    /// <summary>
    /// What the most popular product of the shop loses, 0 to <see cref="MaxAmount"/>; others lose less, by the
    /// logarithm of their popularity.
    /// </summary>
    public float Novelty { get; init; }

    /// <summary>
    /// What a product gains that came into the shop at this moment, 0 to <see cref="MaxAmount"/>; one that came
    /// <see cref="FreshnessHalfLifeDays"/> ago gains half of it, and so on.
    /// </summary>
    public float Freshness { get; init; }

    /// <summary>Days after which the gain by <see cref="Freshness"/> is half, above 0.</summary>
    public float FreshnessHalfLifeDays { get; init; } = 30;

    /// <summary>A slot whose product is drawn by chance; null for none.</summary>
    public Exploration? Exploration { get; init; }
}
