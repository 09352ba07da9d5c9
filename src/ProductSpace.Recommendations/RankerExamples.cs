using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Ranking;
using ProductSpace.Recommendations.Trees;

namespace ProductSpace.Recommendations;

/// <summary>
/// What a trainer of a <see cref="Ranker"/> learns from: the candidates of a recommendation with their features,
/// computed by the code that serves them. Safe for any number of threads.
/// </summary>
public static class RankerExamples
{
    /// <summary>Finds the best candidates of the blend, best first, and computes their features.</summary>
    /// <param name="index">Index to ask. It must not have been learned from what happened after the events.</param>
    /// <param name="state">What was known of the shopper at that moment.</param>
    /// <param name="ordinals">
    /// Receives the candidates; its length is that of <see cref="Placement.RankedCandidates"/> when served.
    /// </param>
    /// <param name="features">Receives their features [candidates x <see cref="Ranker.KnownFeatures"/>].</param>
    /// <param name="placement">How recommendations are made; null for the defaults. Its ranker is not asked.</param>
    /// <param name="options">Filter and exclusions.</param>
    /// <returns>Number of candidates; 0 for a shopper without known events.</returns>
    /// <exception cref="ArgumentException">
    /// The placement or an option is invalid, or there are too few places for the features.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static int Read(
        ProductIndex index,
        in ShopperState state,
        Span<int> ordinals,
        Span<float> features,
        Placement? placement = null,
        in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        placement ??= Placement.Default;
        placement.Check();
        if (features.Length < (long)ordinals.Length * FeatureList.Count)
        {
            throw new ArgumentException(
                $"{ordinals.Length} candidates have {FeatureList.Count} features each, there are {features.Length} "
                    + "places",
                nameof(features));
        }

        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        RankerScratch own = ScratchPool<RankerScratch>.Rent(index.Count);
        try
        {
            Blend blend = new(index, placement, state, options, scratch);
            int k = Math.Max(1, ordinals.Length / Blend.RankedForOnePromised);
            if (!blend.Collect(k, ordinals.Length) || scratch.ViewedCount == 0)
            {
                return 0;
            }

            int count = SecondStage.TakeBest(scratch, ordinals.Length, own);
            ReadOnlySpan<int> candidates = own.Ordinals.AsSpan(0, count);
            FeatureReader.Read(index, placement, blend, scratch, candidates, SnapshotRanker.NewestOf(index), own);
            candidates.CopyTo(ordinals);
            own.Rows.AsSpan(0, count * FeatureList.Count).CopyTo(features);
            return count;
        }
        finally
        {
            ScratchPool<RankerScratch>.Return(index.Count, own);
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }
}
