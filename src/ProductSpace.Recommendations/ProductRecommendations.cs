using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Ranking;

namespace ProductSpace.Recommendations;

/// <summary>
/// What a shopper should see next: the nearest products by the vectors and those of the item tables, scored together,
/// and filled up by popularity. Safe for any number of threads; nothing is allocated once buffers have grown.
/// </summary>
public static partial class ProductRecommendations
{
    /// <summary>
    /// Recommends products, best first. Writes exactly min(k, matching products): what the vectors and tables
    /// recommend, then popular products of the category of the last event, then those of the shop. A shopper without
    /// known events gets popular products.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">What is known of the shopper.</param>
    /// <param name="hits">Receives the recommendations; its length is k. The rest of it stays untouched.</param>
    /// <param name="placement">How recommendations are made; null for the defaults.</param>
    /// <param name="options">Filter, exclusions, budget, cancellation; the placement says the rest.</param>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static RecommendationResult Recommend(
        this ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default) =>
        Run(index, state, hits, placement, options, exact: false);

    /// <summary>
    /// Recommends exactly as <see cref="Recommend"/> would if its search missed nothing, by scoring every matching
    /// product.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">What is known of the shopper.</param>
    /// <param name="hits">Receives the recommendations; its length is k. The rest of it stays untouched.</param>
    /// <param name="placement">How recommendations are made; null for the defaults.</param>
    /// <param name="options">Filter, exclusions, cancellation; the placement says the rest.</param>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static RecommendationResult RecommendExact(
        this ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement? placement = null,
        in SearchOptions options = default) =>
        Run(index, state, hits, placement, options, exact: true);

    private static RecommendationResult Run(
        ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement? placement,
        in SearchOptions options,
        bool exact)
    {
        ArgumentNullException.ThrowIfNull(index);
        placement ??= Placement.Default;
        placement.Check();
        return placement.Interests > 1
            ? RunInterests(index, state, hits, placement, options, exact)
            : RunOne(index, state, hits, placement, options, exact, fills: true);
    }

    /// <summary>Answers all events together.</summary>
    private static RecommendationResult RunOne(
        ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement placement,
        in SearchOptions options,
        bool exact,
        bool fills)
    {
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            Blend blend = new(index, placement, state, options, scratch);
            Choose(index, placement, blend, scratch, hits.Length, exact);
            Write(index, blend, scratch, hits);
            if (blend.HasRules && !hits.IsEmpty)
            {
                return ResultOf(scratch, hits);
            }

            int count = scratch.ChosenCount;
            int filled = fills && count < hits.Length ? Fill(index, blend.Options, scratch, hits[count..]) : 0;
            return new RecommendationResult(count + filled, filled, scratch.ViewedCount);
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }

    /// <summary>Scores candidates, lets a ranker put the best of them into its order, and chooses the answer.</summary>
    private static void Choose(
        ProductIndex index, Placement placement, in Blend blend, BlendScratch scratch, int k, bool exact)
    {
        Ranker? ranker = scratch.ViewedCount == 0 ? null : RankerOf(index, placement);
        int least = ranker is null ? 0 : placement.RankedCandidates;
        bool isAny = exact ? blend.CollectExact(k, index.EndOrdinal) : blend.Collect(k, least);
        if (!isAny)
        {
            return;
        }

        if (ranker is null)
        {
            Choose(blend, k);
            return;
        }

        RankerScratch own = ScratchPool<RankerScratch>.Rent(index.Count);
        try
        {
            SecondStage.Apply(ranker, index, placement, blend, scratch, own);
            Choose(blend, k);
            SecondStage.Restore(scratch, own);
        }
        finally
        {
            ScratchPool<RankerScratch>.Return(index.Count, own);
        }
    }

    private static void Choose(in Blend blend, int k)
    {
        blend.Select(k);
        if (blend.HasRules)
        {
            blend.FillByRules();
        }
    }

    /// <summary>Writes the chosen products with their sources and what brought them.</summary>
    private static void Write(ProductIndex index, in Blend blend, BlendScratch scratch, Span<Recommendation> hits)
    {
        blend.Explain();
        EstimatedMarks estimated = EstimatedMarks.Of(index);
        for (int i = 0; i < scratch.ChosenCount; i++)
        {
            RecommendationSource source = blend.SourceOf(i);
            int because = IsFiller(source) ? -1 : Because(scratch, i);
            hits[i] = new Recommendation(scratch.Chosen[i], (float)scratch.ChosenScores[i], source, because)
            {
                RankerScore = (float)scratch.ChosenRankerScores[i],
                IsEstimated = estimated.Contains(scratch.Chosen[i]),
            };
        }
    }

    private static bool IsFiller(RecommendationSource source) =>
        source is RecommendationSource.PopularInCategory or RecommendationSource.PopularInShop;

    /// <summary>Tells what an answer under rules is made of.</summary>
    private static RecommendationResult ResultOf(BlendScratch scratch, ReadOnlySpan<Recommendation> hits)
    {
        int filled = 0;
        foreach (Recommendation hit in hits[..scratch.ChosenCount])
        {
            filled += IsFiller(hit.Source) ? 1 : 0;
        }

        return new RecommendationResult(scratch.ChosenCount, filled, scratch.ViewedCount)
        {
            ExploredSlot = scratch.Selection.ExploredSlot,
            Propensity = scratch.Selection.Propensity,
        };
    }

    /// <summary>Returns the product of the event that brings most to a chosen product; -1 where none does.</summary>
    private static int Because(BlendScratch scratch, int chosen)
    {
        int best = -1;
        float most = 0;
        for (int view = 0; view < scratch.ViewedCount; view++)
        {
            float part = scratch.Parts[(view * scratch.ChosenCount) + chosen];
            if (part > most)
            {
                most = part;
                best = scratch.Viewed[view];
            }
        }

        return best;
    }

    /// <summary>Fills the rest of an answer with popular products.</summary>
    private static int Fill(
        ProductIndex index, in SearchOptions options, BlendScratch scratch, Span<Recommendation> rest)
    {
        scratch.Exclude(scratch.Chosen.AsSpan(0, scratch.ChosenCount));
        scratch.EnsureNear(rest.Length);
        Span<Neighbor> popular = scratch.Near.AsSpan(0, rest.Length);
        SearchOptions filling = new()
        {
            Filter = options.Filter,
            Exclude = scratch.Excluded.AsMemory(0, scratch.ExcludedCount),
            ExcludeIds = options.ExcludeIds,
            CancellationToken = options.CancellationToken,
        };
        int last = scratch.ViewedCount == 0 ? -1 : scratch.Viewed[scratch.ViewedCount - 1];
        EstimatedMarks estimated = EstimatedMarks.Of(index);
        (int count, int ofCategory) = index.MostPopular(popular, last, filling);
        for (int i = 0; i < count; i++)
        {
            rest[i] = new Recommendation(
                popular[i].Ordinal,
                popular[i].Similarity,
                i < ofCategory ? RecommendationSource.PopularInCategory : RecommendationSource.PopularInShop,
                Because: -1)
            {
                IsEstimated = estimated.Contains(popular[i].Ordinal),
            };
        }

        return count;
    }
}
