using ProductSpace.Recommendations.Ranking;

namespace ProductSpace.Recommendations;

/// <summary>Recommendations in the order of a ranker.</summary>
public static partial class ProductRecommendations
{
    /// <summary>Returns the ranker that a placement asks; null for the order of the blend.</summary>
    private static Ranker? RankerOf(ProductIndex index, Placement placement) =>
        placement.UsesRanker ? placement.Ranker ?? SnapshotRanker.Of(index) : null;

    /// <summary>Returns the ranker's score of a product that is among the best candidates; else NaN.</summary>
    private static double RankerScoreOf(
        ProductIndex index, in ShopperState state, int ordinal, Placement placement, in SearchOptions options)
    {
        if (RankerOf(index, placement) is null)
        {
            return double.NaN;
        }

        Recommendation[] hits = new Recommendation[placement.RankedCandidates];
        int count = index.Recommend(state, hits, placement, options).Count;
        int at = Array.FindIndex(hits, 0, count, hit => hit.Ordinal == ordinal);
        return at < 0 ? double.NaN : hits[at].RankerScore;
    }
}
