using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Interests;

namespace ProductSpace.Recommendations;

/// <summary>Explains recommendations. For people and tests: allocates, and may score every product.</summary>
public static partial class ProductRecommendations
{
    /// <summary>
    /// Explains the score that <see cref="Recommend"/> gives to a product: what each event of the shopper brings to it,
    /// by the vectors and by each table. The parts add up to the score. Where the placement tells several interests
    /// apart, it is the score of the interest in which the product scores highest.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">What is known of the shopper.</param>
    /// <param name="ordinal">Product to explain; it need not be among the recommendations.</param>
    /// <param name="placement">How recommendations are made; null for the defaults.</param>
    /// <param name="options">Filter and exclusions.</param>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static ScoreExplanation Why(
        this ProductIndex index,
        in ShopperState state,
        int ordinal,
        Placement? placement = null,
        in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        placement ??= Placement.Default;
        placement.Check();
        if (placement.Interests == 1)
        {
            return Explain(index, state, ordinal, placement, options);
        }

        InterestScratch scratch = new();
        InterestFinder.Find(index, placement, state, scratch);
        if (scratch.InterestCount < 2)
        {
            return Explain(index, state, ordinal, placement, options);
        }

        ReadOnlySpan<int> excluded = Excluded(placement, state, scratch);
        ScoreExplanation best = new(ordinal, double.NaN, []);
        for (int interest = 0; interest < scratch.InterestCount; interest++)
        {
            ShopperState part = new(Part(scratch, interest)) { Excluded = excluded };
            ScoreExplanation one = Explain(index, part, ordinal, placement, options);
            best = double.IsNaN(best.Score) || one.Score > best.Score ? one : best;
        }

        return best;
    }

    private static ScoreExplanation Explain(
        ProductIndex index, in ShopperState state, int ordinal, Placement placement, in SearchOptions options)
    {
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            Blend blend = new(index, placement, state, options, scratch);
            blend.ChooseAmong([ordinal], 1);
            if (scratch.ChosenCount == 0)
            {
                return new ScoreExplanation(ordinal, double.NaN, []);
            }

            List<ScorePart> parts = [];
            blend.AddParts(parts);
            double brought = 0;
            foreach (ScorePart part in parts)
            {
                brought += part.Value;
            }

            double score = scratch.ChosenScores[0];
            parts.Sort((a, b) => b.Value.CompareTo(a.Value));
            parts.Add(new ScorePart(-1, RecommendationSource.Vectors, string.Empty, score - brought));
            return new ScoreExplanation(ordinal, score, parts);
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }

    /// <summary>Tells why a product is not among the first k recommendations.</summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="state">What is known of the shopper.</param>
    /// <param name="ordinal">Product that was expected.</param>
    /// <param name="k">Number of recommendations, at least 1.</param>
    /// <param name="placement">How recommendations are made; null for the defaults.</param>
    /// <param name="options">Filter and exclusions.</param>
    /// <exception cref="ArgumentException">The placement or an option is invalid.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static Absence WhyNot(
        this ProductIndex index,
        in ShopperState state,
        int ordinal,
        int k,
        Placement? placement = null,
        in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        placement ??= Placement.Default;
        placement.Check();
        AbsenceCause barred = Barred(index, state, ordinal, placement, options);
        if (barred != AbsenceCause.None)
        {
            return new Absence(barred, 0, double.NaN);
        }

        Recommendation[] all = new Recommendation[index.EndOrdinal];
        RecommendationResult exact = index.RecommendExact(state, all, placement, options);
        int place = Array.FindIndex(all, 0, exact.Count, hit => hit.Ordinal == ordinal);
        int scored = exact.Count - exact.Filled;
        if (place < 0)
        {
            return new Absence(AbsenceCause.Gone, 0, double.NaN);
        }

        if (place >= k)
        {
            AbsenceCause cause = exact.KnownEvents == 0 ? AbsenceCause.LessPopular
                : place < scored ? AbsenceCause.LowerScore
                : placement.VectorWeight > 0 ? AbsenceCause.WithoutVector
                : AbsenceCause.NotInATable;
            return place < scored || exact.KnownEvents == 0
                ? new Absence(cause, place + 1, all[place].Score)
                : new Absence(cause, 0, double.NaN);
        }

        Recommendation[] first = new Recommendation[k];
        RecommendationResult shown = index.Recommend(state, first, placement, options);
        bool isShown = Array.FindIndex(first, 0, shown.Count, hit => hit.Ordinal == ordinal) >= 0;
        return new Absence(isShown ? AbsenceCause.None : AbsenceCause.MissedByTheSearch, place + 1, all[place].Score);
    }

    /// <summary>Returns why a product may not be shown at all; None where it may.</summary>
    private static AbsenceCause Barred(
        ProductIndex index, in ShopperState state, int ordinal, Placement placement, in SearchOptions options)
    {
        Span<float> score = stackalloc float[1];
        index.ScorePopularity([ordinal], score, new SearchOptions());
        if (float.IsNaN(score[0]))
        {
            return AbsenceCause.Gone;
        }

        SearchOptions callers = new() { Exclude = options.Exclude, ExcludeIds = options.ExcludeIds };
        index.ScorePopularity([ordinal], score, callers);
        if (float.IsNaN(score[0]) || state.Excluded.Contains(ordinal))
        {
            return AbsenceCause.Excluded;
        }

        foreach (ShopperEvent one in state.Events)
        {
            if (one.Ordinal == ordinal && placement.Excludes(one.Kind))
            {
                return AbsenceCause.AlreadyKnown;
            }
        }

        index.ScorePopularity([ordinal], score, new SearchOptions { Filter = options.Filter });
        return float.IsNaN(score[0]) ? AbsenceCause.Filtered : AbsenceCause.None;
    }
}
