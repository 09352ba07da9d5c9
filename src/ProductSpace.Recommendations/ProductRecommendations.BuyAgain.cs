using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;

namespace ProductSpace.Recommendations;

/// <summary>What a shopper bought before and may need again.</summary>
public static partial class ProductRecommendations
{
    /// <summary>Half-life of a purchase where the placement has none.</summary>
    private const double PurchaseHalfLifeDays = 90;

    /// <summary>Power of how due a product is: below 1, since shoppers keep no calendar.</summary>
    private const double DuePower = 0.25;

    private const int Sum = 0;
    private const int Count = 1;
    private const int Oldest = 2;
    private const int Newest = 3;

    /// <summary>
    /// Orders the products that a shopper bought before by how likely they are bought again: each purchase counts half
    /// after the half-life, and a product that was bought several times counts less until its usual time between two
    /// purchases has passed. Views and carts do not count. Every bought product is scored, so that there is no other
    /// way to ask; nothing is filled up.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">The shopper's purchases with their ages, oldest first, and exclusions.</param>
    /// <param name="hits">Receives the products, best first; the rest of it stays untouched.</param>
    /// <param name="placement">
    /// Gives the half-life of a purchase in days; null or 0 for 90. Nothing else of it is used.
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
                    double score = scratch.Candidates.Score(place, Sum) * Due(scratch.Candidates, place);
                    count = Insert(hits, count, new Recommendation(
                        products[place], (float)score, RecommendationSource.Bought, products[place]));
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
        purchases.Begin(state.Events.Length, tables: 4);
        foreach (ShopperEvent one in state.Events)
        {
            if (one.Kind != ShopperEventKind.Purchase || one.Ordinal < 0 || !index.Has(one.Ordinal))
            {
                continue;
            }

            known++;
            float age = one.AgeDays > 0 ? one.AgeDays : 0;
            int place = purchases.Add(one.Ordinal);
            bool isFirst = purchases.Score(place, Count) == 0;
            purchases.Score(place, Sum) += (float)Math.Pow(2, -age / halfLife);
            purchases.Score(place, Count)++;
            purchases.Score(place, Oldest) = isFirst ? age : Math.Max(age, purchases.Score(place, Oldest));
            purchases.Score(place, Newest) = isFirst ? age : Math.Min(age, purchases.Score(place, Newest));
        }

        return known;
    }

    /// <summary>How much of the usual time between two purchases has passed, at most 1, by its power.</summary>
    private static double Due(CandidateSet purchases, int place)
    {
        double between = (purchases.Score(place, Oldest) - purchases.Score(place, Newest))
            / (purchases.Score(place, Count) - 1);
        return purchases.Score(place, Count) > 1 && between > 0
            ? Math.Pow(Math.Min(1, purchases.Score(place, Newest) / between), DuePower)
            : 1;
    }
}
