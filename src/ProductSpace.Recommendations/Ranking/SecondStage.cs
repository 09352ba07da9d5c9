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
        pool.BeginOrder();
        for (int i = 0; i < count; i++)
        {
            own.Places[i] = pool.At(i);
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
        FeatureReader.Read(index, placement, blend, scratch, candidates, SnapshotRanker.NewestOf(index), own);
        ranker.Score(own.Rows.AsSpan(0, count * FeatureList.Count), own.Scores.AsSpan(0, count));
        Order(own, count);

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

    /// <summary>Orders the candidates by falling score of the ranker; each finds its place by halving.</summary>
    private static void Order(RankerScratch own, int count)
    {
        Span<int> order = own.Order.AsSpan(0, count);
        double[] scores = own.Scores;
        for (int i = 0; i < count; i++)
        {
            int at = 0;
            int end = i;
            while (at < end)
            {
                int middle = (at + end) >>> 1;
                if (scores[i] > scores[order[middle]])
                {
                    end = middle;
                }
                else
                {
                    at = middle + 1;
                }
            }

            order[at..i].CopyTo(order[(at + 1)..]);
            order[at] = i;
        }
    }
}
