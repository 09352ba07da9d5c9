using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Interests;
using ProductSpace.Recommendations.Ranking;
using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations;

/// <summary>
/// Answers several interests of one session under rules. First each interest scores its products, boosts, novelty,
/// freshness and the minimum similarity included; then the interests take turns; then pins, limits, reserved slots,
/// exploration and diversity act on the one list, and popular products fill it up. So a limit counts what all
/// interests show, and a boost lifts a product within its interest and crowds out no other one.
/// </summary>
public static partial class ProductRecommendations
{
    private static RecommendationResult RunInterestsByRules(
        ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement placement,
        in SearchOptions options,
        bool exact,
        InterestScratch scratch)
    {
        BlendScratch whole = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            // One moment for all interests and the one list.
            ShopperState asked = At(state, state.Now ?? DateTimeOffset.UtcNow);
            int known = ChooseByInterests(index, asked, hits.Length, placement, options, exact, (scratch, whole));
            for (int interest = 0; interest < scratch.InterestCount; interest++)
            {
                ShopperState part = PartOf(asked, placement, scratch, interest);
                WriteInterest(index, part, hits, placement, options, (scratch, whole), interest);
            }

            return ResultOf(whole, hits) with { KnownEvents = known };
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, whole);
        }
    }

    /// <summary>Chooses the list; returns the number of events that were used.</summary>
    private static int ChooseByInterests(
        ProductIndex index,
        in ShopperState asked,
        int k,
        Placement placement,
        in SearchOptions options,
        bool exact,
        (InterestScratch Interests, BlendScratch Whole) scratch)
    {
        Ranker? ranker = RankerOf(index, placement);
        int known = 0;
        for (int interest = 0; interest < scratch.Interests.InterestCount; interest++)
        {
            BlendScratch own = scratch.Interests.PartOf(interest);
            ShopperState part = PartOf(asked, placement, scratch.Interests, interest);
            Blend blend = new(index, placement, part, options, own);
            known += own.ViewedCount;
            if (exact)
            {
                blend.CollectExact(k, index.EndOrdinal);
            }
            else
            {
                blend.Collect(k, ranker is null ? 0 : placement.RankedCandidates);
            }

            if (ranker is not null)
            {
                SecondStage.Apply(ranker, index, placement, blend, own, scratch.Interests.RankerOf(interest));
            }

            blend.ScoreRules();
        }

        Blend all = new(index, placement, asked, options, scratch.Whole);
        all.BeginMerged(k);
        Interleaving.Merge(scratch.Interests, scratch.Whole);
        all.SelectMerged(k);
        return known;
    }

    /// <summary>Writes what the list holds of one interest, with the scores and the reasons of that interest.</summary>
    private static void WriteInterest(
        ProductIndex index,
        in ShopperState part,
        Span<Recommendation> hits,
        Placement placement,
        in SearchOptions options,
        (InterestScratch Interests, BlendScratch Whole) scratch,
        int interest)
    {
        (InterestScratch interests, BlendScratch whole) = scratch;
        BlendScratch own = interests.PartOf(interest);
        interests.EnsureSlots(whole.ChosenCount);
        interests.EnsureAnswers(whole.ChosenCount);
        int count = 0;
        for (int slot = 0; slot < whole.ChosenCount; slot++)
        {
            // What fills up, and a pin that no interest scored, are of none; they stand with the first.
            int at = whole.Pool.Ordinals.IndexOf(whole.Chosen[slot]);
            if ((at < 0 ? 0 : interests.MergedInterests[at]) != interest)
            {
                continue;
            }

            int place = at < 0 ? -1 : interests.MergedPlaces[at];
            own.Chosen[count] = whole.Chosen[slot];
            own.ChosenScores[count] = place < 0 ? whole.ChosenScores[slot] : own.Pool.Scores[place];
            own.ChosenExtras[count] = place < 0 ? whole.ChosenExtras[slot] : own.Pool.Extras[place];
            own.ChosenSources[count] = whole.ChosenSources[slot];
            interests.Slots[count++] = slot;
        }

        own.ChosenCount = count;
        Blend blend = new(index, placement, part, options, own);
        if (RankerOf(index, placement) is not null)
        {
            SecondStage.Restore(own, interests.RankerOf(interest));
        }

        Write(index, blend, own, interests.Answers);
        for (int i = 0; i < count; i++)
        {
            hits[interests.Slots[i]] = interests.Answers[i] with { Interest = interest };
        }
    }

    /// <summary>Tells why a product is not in the list of several interests.</summary>
    private static Absence ExactAbsence(
        ProductIndex index,
        in ShopperState state,
        int ordinal,
        int k,
        Placement placement,
        in SearchOptions options,
        (InterestScratch Interests, BlendScratch Whole) scratch)
    {
        ShopperState asked = At(state, state.Now ?? DateTimeOffset.UtcNow);
        ChooseByInterests(index, asked, k, placement, options, exact: true, scratch);
        bool isBelow = true;
        for (int interest = 0; interest < scratch.Interests.InterestCount; interest++)
        {
            ShopperState part = PartOf(asked, placement, scratch.Interests, interest);
            Blend blend = new(index, placement, part, options, scratch.Interests.PartOf(interest));
            isBelow &= blend.IsBelowMinSimilarity(ordinal);
        }

        Absence absence = ExactAbsence(scratch.Whole, ordinal, placement, isBelow);
        int place = scratch.Whole.Pool.Ordinals.IndexOf(ordinal);
        return place < 0 ? absence : absence with
        {
            Score = scratch.Interests.PartOf(scratch.Interests.MergedInterests[place])
                .Pool.Scores[scratch.Interests.MergedPlaces[place]],
        };
    }

    private static ShopperState At(in ShopperState state, DateTimeOffset now) => new(state.Events)
    {
        Excluded = state.Excluded,
        RequestNumber = state.RequestNumber,
        Now = now,
    };

    /// <summary>Returns a shopper who has the events of one interest, and may see what all events allow.</summary>
    private static ShopperState PartOf(
        in ShopperState asked, Placement placement, InterestScratch scratch, int interest) =>
        new(Part(scratch, interest)) { Excluded = Excluded(placement, asked, scratch), Now = asked.Now };
}
