using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Placements;

namespace ProductSpace.Recommendations;

/// <summary>What is like a product, what goes with it, and what is popular.</summary>
public static partial class ProductRecommendations
{
    private const int MostProducts = 100;

    /// <summary>
    /// Finds substitutes: products near the given ones in the Similar space, those of the same category first by the
    /// weight of <see cref="Placement.CategoryWeight"/>. Filled up by popularity as <see cref="Recommend"/> is.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="products">
    /// Ordinals of the products to be like; the last 20 count, all alike, unless the placement says otherwise.
    /// </param>
    /// <param name="hits">Receives the recommendations; its length is k. The rest of it stays untouched.</param>
    /// <param name="placement">How recommendations are made; null for the placement "similar".</param>
    /// <param name="options">Filter, exclusions, budget, cancellation.</param>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static RecommendationResult Similar(
        this ProductIndex index,
        ReadOnlySpan<int> products,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default) =>
        RunProducts(index, products, hits, placement, BuiltInPlacements.Similar, options, exact: false);

    /// <summary>Finds substitutes as <see cref="Similar"/> does, by scoring every matching product.</summary>
    /// <inheritdoc cref="Similar"/>
    public static RecommendationResult SimilarExact(
        this ProductIndex index,
        ReadOnlySpan<int> products,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default) =>
        RunProducts(index, products, hits, placement, BuiltInPlacements.Similar, options, exact: true);

    /// <summary>
    /// Finds complements: products that are carted or bought together with those of a cart, by the tables that the
    /// placement weighs, less what is like the cart and would replace it. Filled up by popularity.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="cart">
    /// Ordinals of the products in the cart; the last 20 count, all alike, unless the placement says otherwise.
    /// </param>
    /// <param name="hits">Receives the recommendations; its length is k. The rest of it stays untouched.</param>
    /// <param name="placement">How recommendations are made; null for the placement "goes-with".</param>
    /// <param name="options">Filter, exclusions, budget, cancellation.</param>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static RecommendationResult GoesWith(
        this ProductIndex index,
        ReadOnlySpan<int> cart,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default) =>
        RunProducts(index, cart, hits, placement, BuiltInPlacements.GoesWith, options, exact: false);

    /// <summary>Finds complements as <see cref="GoesWith"/> does, by scoring every matching product.</summary>
    /// <inheritdoc cref="GoesWith"/>
    public static RecommendationResult GoesWithExact(
        this ProductIndex index,
        ReadOnlySpan<int> cart,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default) =>
        RunProducts(index, cart, hits, placement, BuiltInPlacements.GoesWith, options, exact: true);

    /// <summary>
    /// Finds the most popular products that match, such as those of a category: popularity is what the log's half-life
    /// made it when the snapshot was built.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="hits">Receives the products, most popular first; its length is k.</param>
    /// <param name="options">Filter and exclusions; nothing else is used.</param>
    /// <returns>Number of products: min(k, matching products).</returns>
    /// <exception cref="ArgumentException">The filter is of another index.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static int Trending(
        this ProductIndex index, Span<Recommendation> hits, in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            scratch.EnsureNear(hits.Length);
            Span<Neighbor> popular = scratch.Near.AsSpan(0, hits.Length);
            int count = index.MostPopular(popular, -1, options).Count;
            for (int i = 0; i < count; i++)
            {
                hits[i] = Popular(popular[i].Ordinal, popular[i].Similarity);
            }

            return count;
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }

    /// <summary>Finds the most popular products as <see cref="Trending"/> does, by a look at every product.</summary>
    /// <inheritdoc cref="Trending"/>
    public static int TrendingExact(
        this ProductIndex index, Span<Recommendation> hits, in SearchOptions options = default)
    {
        const int block = 256;
        ArgumentNullException.ThrowIfNull(index);
        Span<int> ordinals = stackalloc int[block];
        Span<float> scores = stackalloc float[block];
        int count = 0;
        for (int first = 0; first < index.EndOrdinal; first += block)
        {
            int length = Math.Min(block, index.EndOrdinal - first);
            for (int i = 0; i < length; i++)
            {
                ordinals[i] = first + i;
            }

            index.ScorePopularity(ordinals[..length], scores, options);
            for (int i = 0; i < length; i++)
            {
                count = float.IsNaN(scores[i]) ? count : Insert(hits, count, Popular(ordinals[i], scores[i]));
            }
        }

        return count;
    }

    private static Recommendation Popular(int ordinal, float score) =>
        new(ordinal, score, RecommendationSource.PopularInShop, Because: -1);

    /// <summary>Puts a product among the best, ties by ordinal; returns how many there are.</summary>
    private static int Insert(Span<Recommendation> hits, int count, Recommendation one)
    {
        if (count == hits.Length && (count == 0 || !IsBefore(one, hits[count - 1])))
        {
            return count;
        }

        int at = count < hits.Length ? count++ : count - 1;
        while (at > 0 && IsBefore(one, hits[at - 1]))
        {
            hits[at] = hits[at - 1];
            at--;
        }

        hits[at] = one;
        return count;
    }

    private static bool IsBefore(Recommendation one, Recommendation other) =>
        one.Score > other.Score || (one.Score == other.Score && one.Ordinal < other.Ordinal);

    private static RecommendationResult RunProducts(
        ProductIndex index,
        ReadOnlySpan<int> products,
        Span<Recommendation> hits,
        Placement? placement,
        string name,
        in SearchOptions options,
        bool exact)
    {
        ArgumentNullException.ThrowIfNull(index);
        products = products[Math.Max(0, products.Length - MostProducts)..];
        Span<ShopperEvent> events = stackalloc ShopperEvent[products.Length];
        for (int i = 0; i < products.Length; i++)
        {
            events[i] = new ShopperEvent(products[i], ShopperEventKind.Cart);
        }

        return Run(index, new ShopperState(events), hits, placement ?? index.GetPlacement(name), options, exact);
    }
}
