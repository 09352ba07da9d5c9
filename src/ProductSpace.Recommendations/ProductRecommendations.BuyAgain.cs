using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;

namespace ProductSpace.Recommendations;

/// <summary>What a shopper bought before and may need again.</summary>
public static partial class ProductRecommendations
{
    /// <summary>Half-life of a purchase where the placement has none.</summary>
    private const double PurchaseHalfLifeDays = 60;

    /// <summary>
    /// Orders the products that a shopper bought before by how likely they are bought again: often and lately, each
    /// purchase counting half after the half-life. Views and carts do not count. Every bought product is scored, so
    /// that there is no other way to ask; nothing is filled up.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">The shopper's purchases with their ages, oldest first, and exclusions.</param>
    /// <param name="hits">Receives the products, best first; the rest of it stays untouched.</param>
    /// <param name="placement">
    /// Gives the half-life of a purchase in days; null or 0 for 60. Nothing else of it is used.
    /// </param>
    /// <param name="options">Filter and exclusions; nothing else is used.</param>
    /// <returns>What the answer is made of: products, none filled up, purchases known.</returns>
    /// <exception cref="ArgumentException">The placement is invalid, or the filter is of another index.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static RecommendationResult BuyAgain(
        this ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        placement?.Check();
        double halfLife = placement is { HalfLifeDays: > 0 } ? placement.HalfLifeDays : PurchaseHalfLifeDays;
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            int known = AddPurchases(index, state, halfLife, scratch.Candidates);
            ReadOnlySpan<int> products = scratch.Candidates.Ordinals;
            scratch.EnsureSimilarities(products.Length);
            index.ScorePopularity(products, scratch.Similarities, options);
            int count = 0;
            for (int place = 0; place < products.Length; place++)
            {
                if (!float.IsNaN(scratch.Similarities[place]) && !state.Excluded.Contains(products[place]))
                {
                    float score = scratch.Candidates.Score(place, table: 0);
                    count = Insert(hits, count, new Recommendation(
                        products[place], score, RecommendationSource.Bought, Because: products[place]));
                }
            }

            return new RecommendationResult(count, Filled: 0, known);
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }

    private static int AddPurchases(
        ProductIndex index, in ShopperState state, double halfLife, CandidateSet purchases)
    {
        int known = 0;
        purchases.Begin(state.Events.Length, tables: 1);
        foreach (ShopperEvent one in state.Events)
        {
            if (one.Kind != ShopperEventKind.Purchase || one.Ordinal < 0 || !index.Has(one.Ordinal))
            {
                continue;
            }

            known++;
            float age = one.AgeDays > 0 ? one.AgeDays : 0;
            purchases.Score(purchases.Add(one.Ordinal), table: 0) += (float)Math.Pow(2, -age / halfLife);
        }

        return known;
    }
}
