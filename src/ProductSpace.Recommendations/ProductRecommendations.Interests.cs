using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Interests;

namespace ProductSpace.Recommendations;

/// <summary>Answers several interests of one session apart.</summary>
public static partial class ProductRecommendations
{
    /// <summary>Answers each interest for itself and lets the answers take turns; fills up what is missing.</summary>
    private static RecommendationResult RunInterests(
        ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        Placement placement,
        in SearchOptions options,
        bool exact)
    {
        InterestScratch scratch = ScratchPool<InterestScratch>.Rent(index.Count);
        try
        {
            InterestFinder.Find(index, placement, state, scratch);
            if (scratch.InterestCount < 2)
            {
                return RunOne(index, state, hits, placement, options, exact, fills: true);
            }

            int k = hits.Length;
            if (placement.Rules is not null && k > 0)
            {
                return RunInterestsByRules(index, state, hits, placement, options, exact, scratch);
            }

            int known = 0;
            ReadOnlySpan<int> excluded = Excluded(placement, state, scratch);
            scratch.EnsureAnswers(scratch.InterestCount * k);
            for (int interest = 0; interest < scratch.InterestCount; interest++)
            {
                ShopperState part = new(Part(scratch, interest)) { Excluded = excluded };
                Span<Recommendation> answer = scratch.Answers.AsSpan(interest * k, k);
                RecommendationResult result = RunOne(index, part, answer, placement, options, exact, fills: false);
                scratch.AnswerCounts[interest] = result.Count;
                known += result.KnownEvents;
            }

            int count = Interleaving.Run(scratch, k, hits);
            int filled = count < k ? FillAfter(index, state, hits, count, placement, options) : 0;
            return new RecommendationResult(count + filled, filled, known);
        }
        finally
        {
            ScratchPool<InterestScratch>.Return(index.Count, scratch);
        }
    }

    /// <summary>Copies the events of an interest, oldest first.</summary>
    private static ReadOnlySpan<ShopperEvent> Part(InterestScratch scratch, int interest)
    {
        int count = 0;
        for (int i = 0; i < scratch.EventCount; i++)
        {
            if (scratch.InterestOf[i] == interest)
            {
                scratch.Part[count++] = scratch.Events[i];
            }
        }

        return scratch.Part.AsSpan(0, count);
    }

    /// <summary>Lists what no interest may show: it is excluded, or known from an event of any interest.</summary>
    private static ReadOnlySpan<int> Excluded(Placement placement, in ShopperState state, InterestScratch scratch)
    {
        scratch.EnsureExcluded(state.Excluded.Length + state.Events.Length);
        state.Excluded.CopyTo(scratch.Excluded);
        int count = state.Excluded.Length;
        foreach (ShopperEvent one in state.Events)
        {
            if (placement.Excludes(one.Kind))
            {
                scratch.Excluded[count++] = one.Ordinal;
            }
        }

        return scratch.Excluded.AsSpan(0, count);
    }

    /// <summary>Fills the rest of an answer with popular products that are not in it.</summary>
    private static int FillAfter(
        ProductIndex index,
        in ShopperState state,
        Span<Recommendation> hits,
        int count,
        Placement placement,
        in SearchOptions options)
    {
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            Blend blend = new(index, placement, state, options, scratch);
            scratch.EnsureChosen(hits.Length);
            for (int i = 0; i < count; i++)
            {
                scratch.Chosen[i] = hits[i].Ordinal;
            }

            scratch.ChosenCount = count;
            return Fill(index, blend.Options, scratch, hits[count..]);
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }
}
