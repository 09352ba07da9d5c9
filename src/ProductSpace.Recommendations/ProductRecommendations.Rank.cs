using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;

namespace ProductSpace.Recommendations;

/// <summary>Orders products that the shop names.</summary>
public static partial class ProductRecommendations
{
    /// <summary>
    /// Orders a list of products for a shopper by the score of <see cref="Recommend"/>, best first: search results, a
    /// sale, a landing page. Every product is scored exactly, so that there is no other way to ask. A shopper without
    /// known events gets the list by popularity.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">What is known of the shopper.</param>
    /// <param name="products">
    /// Ordinals to order. Products that are gone, excluded, outside the filter, or named twice are left out. With
    /// weights of the tables alone, products without an entry come last.
    /// </param>
    /// <param name="hits">Receives the best of them; the rest of it stays untouched.</param>
    /// <param name="placement">How scores are made; null for the defaults, which leave out what was viewed.</param>
    /// <param name="options">Filter and exclusions.</param>
    /// <returns>What the answer is made of. Nothing is filled up.</returns>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static RecommendationResult Rank(
        this ProductIndex index,
        in ShopperState state,
        ReadOnlySpan<int> products,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        placement ??= Placement.Default;
        placement.Check();
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            Blend blend = new(index, placement, state, options, scratch);
            int known = scratch.ViewedCount;
            if (known == 0 && !blend.HasRules)
            {
                blend.ChooseByPopularity(products, hits.Length);
            }
            else
            {
                blend.ChooseAmong(products, hits.Length);
            }

            Write(index, blend, scratch, hits);
            return blend.HasRules && !hits.IsEmpty
                ? ResultOf(scratch, hits) with { Filled = 0 }
                : new RecommendationResult(scratch.ChosenCount, Filled: 0, known);
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }
}
