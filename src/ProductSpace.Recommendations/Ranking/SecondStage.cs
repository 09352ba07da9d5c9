using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Rules;
using ProductSpace.Recommendations.Trees;

namespace ProductSpace.Recommendations.Ranking;

/// <summary>
/// Puts the best candidates of a blend into the order of a ranker, before the answer is chosen of them: the first
/// <see cref="Placement.RankedCandidates"/>; those after them stay behind them in the blend's order. The ranker gives
/// the order and the blend the scale: the candidate that the ranker likes most takes the best score of the blend, the
/// next one the next, so that rules add their amounts on the scale that they always have. So the longer of two exact
/// answers begins with the shorter one. Equal scores keep the order of the blend. Allocates nothing.
/// </summary>
internal static class SecondStage
{
    /// <summary>Finds the best candidates of the pool; returns their number.</summary>
    public static int TakeBest(BlendScratch scratch, int most, RankerScratch own)
    {
        CandidatePool pool = scratch.Pool;
        int count = Math.Min(pool.Count, most);
        own.Ensure(count, FeatureList.Count, scratch.Candidates.Count);
        own.EnsurePool(pool.Count);
        ScoreOrder.Write(pool.Scores, pool.Ordinals, own.Keys, own.PoolOrder);
        for (int i = 0; i < count; i++)
        {
            own.Places[i] = own.PoolOrder[i];
            own.Ordinals[i] = pool.Ordinals[own.Places[i]];
            own.BlendScores[i] = pool.Scores[own.Places[i]];
            own.Similarities[i] = pool.Similarities[own.Places[i]];
        }

        return count;
    }

    /// <summary>Lets the best candidates of the pool change their places.</summary>
    public static void Apply(
        Ranker ranker, ProductIndex index, Placement placement, in Blend blend, BlendScratch scratch, RankerScratch own)
    {
        int count = TakeBest(scratch, placement.RankedCandidates, own);
        own.Count = count;
        ReadOnlySpan<int> candidates = own.Ordinals.AsSpan(0, count);
        long newest = SnapshotRanker.NewestOf(index);
        FeatureReader.Read(index, placement, blend, scratch, candidates, newest, own, ranker);
        ranker.Score(own.Rows.AsSpan(0, count * FeatureList.Count), own.Scores.AsSpan(0, count));
        ScoreOrder.Write(own.Scores.AsSpan(0, count), [], own.Keys, own.Order);

        // From the last one up, each a little above the next, so that equal scores of the blend cannot undo the order.
        double above = double.NegativeInfinity;
        for (int i = count - 1; i >= 0; i--)
        {
            above = Math.Max(Math.BitIncrement(own.BlendScores[i]), Math.BitIncrement(above));
            scratch.Pool.Scores[own.Places[own.Order[i]]] = above;
        }
    }

    /// <summary>Gives the chosen products their own scores back, and those of the ranker beside them.</summary>
    public static void Restore(BlendScratch scratch, RankerScratch own)
    {
        for (int i = 0; i < scratch.ChosenCount; i++)
        {
            int candidate = own.Ordinals.AsSpan(0, own.Count).IndexOf(scratch.Chosen[i]);
            if (candidate >= 0 && scratch.ChosenSources[i] != RecommendationSource.Pin)
            {
                scratch.ChosenScores[i] = own.BlendScores[candidate] + scratch.ChosenExtras[i];
                scratch.ChosenRankerScores[i] = own.Scores[candidate];
            }
        }
    }
}
