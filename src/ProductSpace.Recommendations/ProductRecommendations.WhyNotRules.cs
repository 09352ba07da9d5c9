using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Interests;
using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations;

/// <summary>Tells why a product is missing where rules choose.</summary>
public static partial class ProductRecommendations
{
    private static Absence WhyNotByRules(
        ProductIndex index,
        in ShopperState state,
        int ordinal,
        int k,
        Placement placement,
        in SearchOptions options)
    {
        Recommendation[] hits = new Recommendation[Math.Min(k, index.EndOrdinal)];
        Absence absence;
        InterestScratch interests = new();
        if (placement.Interests > 1)
        {
            InterestFinder.Find(index, placement, state, interests);
        }

        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            if (interests.InterestCount > 1)
            {
                absence = ExactAbsence(index, state, ordinal, hits.Length, placement, options, (interests, scratch));
            }
            else
            {
                Blend blend = new(index, placement, state, options, scratch);
                Choose(index, placement, blend, scratch, hits.Length, exact: true);
                absence = ExactAbsence(scratch, ordinal, placement, blend.IsBelowMinSimilarity(ordinal));
            }
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }

        if (absence.Cause != AbsenceCause.None)
        {
            return absence;
        }

        RecommendationResult shown = index.Recommend(state, hits, placement, options);
        bool isShown = Array.FindIndex(hits, 0, shown.Count, hit => hit.Ordinal == ordinal) >= 0;
        return absence with { Cause = isShown ? AbsenceCause.None : AbsenceCause.MissedByTheSearch };
    }

    /// <summary>Tells why a product is not in the exact answer that was just chosen; None where it is.</summary>
    private static Absence ExactAbsence(BlendScratch scratch, int ordinal, Placement placement, bool isBelow)
    {
        CandidatePool pool = scratch.Pool;
        int place = pool.Ordinals.IndexOf(ordinal);
        bool isChosen = scratch.Chosen.AsSpan(0, scratch.ChosenCount).Contains(ordinal);
        if (place < 0)
        {
            return new Absence(
                isChosen ? AbsenceCause.None
                    : isBelow ? AbsenceCause.BelowMinSimilarity
                    : placement.VectorWeight > 0 ? AbsenceCause.WithoutVector : AbsenceCause.NotInATable,
                0,
                double.NaN);
        }

        // Fillers and pins have no scores of this kind.
        double least = double.PositiveInfinity;
        ReadOnlySpan<int> chosen = scratch.Chosen.AsSpan(0, scratch.ChosenCount);
        for (int i = 0; i < chosen.Length; i++)
        {
            int at = scratch.ChosenSources[i] == RecommendationSource.Pin ? -1 : pool.Ordinals.IndexOf(chosen[i]);
            least = at < 0 ? least : Math.Min(least, pool.Scores[at]);
        }

        CandidateState became = pool.States[place];
        AbsenceCause cause = isChosen ? AbsenceCause.None
            : became == CandidateState.GroupLimited ? AbsenceCause.GroupLimited
            : became == CandidateState.Folded ? AbsenceCause.Folded
            : pool.Scores[place] > least ? AbsenceCause.Displaced
            : scratch.ViewedCount == 0 ? AbsenceCause.LessPopular : AbsenceCause.LowerScore;
        return new Absence(cause, pool.RankOf(place) + 1, pool.Scores[place]);
    }
}
