using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Trees;

namespace ProductSpace.Recommendations.Ranking;

/// <summary>
/// Puts the best candidates of a blend into the order of a ranker: the first
/// <see cref="Placement.RankedCandidates"/>; those after them stay behind them in the blend's order. So the longer of
/// two exact answers begins with the shorter one. Equal scores keep the order of the blend. Allocates nothing.
/// </summary>
internal static class SecondStage
{
    /// <summary>Reorders the chosen products and keeps the first k.</summary>
    /// <returns>
    /// Number of kept products that have a score of the ranker, in <see cref="RankerScratch.OrderedScores"/>.
    /// </returns>
    public static int Apply(
        Ranker ranker,
        ProductIndex index,
        Placement placement,
        in Blend blend,
        BlendScratch scratch,
        int k,
        RankerScratch own)
    {
        int pool = Math.Min(scratch.ChosenCount, placement.RankedCandidates);
        int kept = Math.Min(k, pool);
        scratch.ChosenCount = Math.Min(k, scratch.ChosenCount);
        if (kept == 0)
        {
            return 0;
        }

        FeatureReader.Read(index, placement, blend, scratch, pool, SnapshotRanker.NewestOf(index), own);
        ranker.Score(own.Rows.AsSpan(0, pool * FeatureList.Count), own.Scores.AsSpan(0, pool));
        Order(own, pool, kept);
        scratch.Chosen.AsSpan(0, pool).CopyTo(own.Ordinals);
        scratch.ChosenScores.AsSpan(0, pool).CopyTo(own.BlendScores);
        for (int i = 0; i < kept; i++)
        {
            scratch.Chosen[i] = own.Ordinals[own.Order[i]];
            scratch.ChosenScores[i] = own.BlendScores[own.Order[i]];
            own.OrderedScores[i] = own.Scores[own.Order[i]];
        }

        return kept;
    }

    /// <summary>Finds the places of the best scores, best first.</summary>
    private static void Order(RankerScratch own, int pool, int kept)
    {
        int[] order = own.Order;
        double[] scores = own.Scores;
        int count = 0;
        for (int i = 0; i < pool; i++)
        {
            if (count == kept && scores[i] <= scores[order[kept - 1]])
            {
                continue;
            }

            int at = count < kept ? count++ : kept - 1;
            while (at > 0 && scores[i] > scores[order[at - 1]])
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = i;
        }
    }
}
