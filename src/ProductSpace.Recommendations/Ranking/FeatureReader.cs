using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Trees;

namespace ProductSpace.Recommendations.Ranking;

/// <summary>
/// Computes the features of the candidates of one recommendation. Training and serving both read them here, so that
/// they cannot differ. Everything is a ratio, a count or a number of the snapshot itself; no clock is asked.
/// Allocates nothing once its scratch is large enough.
/// </summary>
internal static class FeatureReader
{
    private const float MillisecondsOfDay = 86_400_000f;

    /// <summary>Writes the features of candidates that <see cref="SecondStage.TakeBest"/> found.</summary>
    /// <param name="index">Index that was asked.</param>
    /// <param name="placement">How the blend was made.</param>
    /// <param name="blend">The blend, whose candidates are scored.</param>
    /// <param name="scratch">What the blend wrote.</param>
    /// <param name="candidates">
    /// Products to describe, best first; their similarities to the session stand in <paramref name="own"/>.
    /// </param>
    /// <param name="newest">When the newest product of the snapshot came into the shop.</param>
    /// <param name="own">Receives the rows.</param>
    /// <param name="asking">
    /// The ranker that the rows are for: what costs most is left at 0 where it does not ask for it. Null for all.
    /// </param>
    public static void Read(
        ProductIndex index,
        Placement placement,
        in Blend blend,
        BlendScratch scratch,
        ReadOnlySpan<int> candidates,
        long newest,
        RankerScratch own,
        Ranker? asking = null)
    {
        int count = candidates.Length;
        own.Ensure(count, FeatureList.Count, scratch.Candidates.Count);
        own.Rows.AsSpan(0, count * FeatureList.Count).Clear();
        if (count == 0)
        {
            return;
        }

        if (asking is null || asking.AsksLastSimilarity)
        {
            ReadLast(index, placement, scratch, candidates, own);
        }

        ReadBlend(index, placement, blend, scratch, candidates, own);
        if (asking is null || asking.AsksEntries)
        {
            ReadEntries(index, placement, scratch, candidates, own);
        }

        ReadSeen(scratch, candidates, own);
        ReadProducts(index, scratch, candidates, newest, own);
    }

    /// <summary>The similarity to the last view alone.</summary>
    private static void ReadLast(
        ProductIndex index,
        Placement placement,
        BlendScratch scratch,
        ReadOnlySpan<int> candidates,
        RankerScratch own)
    {
        Span<float> last = own.LastSimilarities.AsSpan(0, candidates.Length);
        SearchOptions options = new() { Space = placement.Space };
        index.ScoreByView(scratch.Viewed.AsSpan(scratch.ViewedCount - 1, 1), candidates, last, options);
        for (int i = 0; i < last.Length; i++)
        {
            RowOf(own, i)[FeatureList.LastSimilarity] = float.IsNaN(last[i]) ? FeatureList.Unknown : last[i];
        }
    }

    /// <summary>The score of the blend and its parts.</summary>
    private static void ReadBlend(
        ProductIndex index,
        Placement placement,
        in Blend blend,
        BlendScratch scratch,
        ReadOnlySpan<int> candidates,
        RankerScratch own)
    {
        int count = candidates.Length;
        Span<float> similarities = own.Similarities.AsSpan(0, count);
        int tables = index.Tables.Count;
        double best = double.MinValue;
        for (int i = 0; i < count; i++)
        {
            Span<float> row = RowOf(own, i);
            int place = scratch.Candidates.Find(candidates[i]);
            own.SetPlaces[i] = place;
            double score = blend.VectorPart(similarities[i]) + blend.TablePart(place);
            best = Math.Max(best, score);
            row[FeatureList.BlendScore] = (float)score;
            row[FeatureList.BlendPlace] = i;
            row[FeatureList.VectorScore] = placement.VectorWeight == 0
                ? FeatureList.Unknown
                : (float)scratch.Vectors.Of(similarities[i]);
            for (int table = 0; table < tables; table++)
            {
                row[FeatureList.TableScore + table] = (float)scratch.Tables[table].Of(
                    place < 0 ? 0 : scratch.Candidates.Score(place, table));
            }
        }

        for (int i = 0; i < count; i++)
        {
            Span<float> row = RowOf(own, i);
            row[FeatureList.BlendGap] = (float)(best - row[FeatureList.BlendScore]);
        }
    }

    /// <summary>Which events' rows of the tables name a candidate; only those that the placement weighs.</summary>
    private static void ReadEntries(
        ProductIndex index,
        Placement placement,
        BlendScratch scratch,
        ReadOnlySpan<int> candidates,
        RankerScratch own)
    {
        int count = candidates.Length;
        Span<int> rankedOf = own.RankedOf.AsSpan(0, scratch.Candidates.Count);
        rankedOf.Fill(-1);
        for (int i = 0; i < count; i++)
        {
            RowOf(own, i)[FeatureList.NamedBack] = FeatureList.Never;
            int place = own.SetPlaces[i];
            if (place >= 0)
            {
                rankedOf[place] = i;
            }
        }

        for (int table = 0; table < index.Tables.Count; table++)
        {
            for (int view = scratch.ViewedCount - 1; view >= 0 && placement.WeightOf(table) > 0; view--)
            {
                int back = scratch.ViewedCount - 1 - view;
                int entries = scratch.TableWeights[view] > 0
                    ? index.ReadTable(table, scratch.Viewed[view], scratch.Row)
                    : 0;
                for (int i = 0; i < entries; i++)
                {
                    int place = scratch.Candidates.Find(scratch.Row[i].Ordinal);
                    if (place < 0 || rankedOf[place] < 0)
                    {
                        continue;
                    }

                    Span<float> row = RowOf(own, rankedOf[place]);
                    row[FeatureList.NamingEvents]++;
                    row[FeatureList.NamedBack] = Math.Min(row[FeatureList.NamedBack], back);
                    if (back == 0)
                    {
                        row[FeatureList.LastEntry] = Math.Max(row[FeatureList.LastEntry], scratch.Row[i].Similarity);
                    }
                }
            }
        }
    }

    /// <summary>How long the session is, and where a candidate stands in it already.</summary>
    private static void ReadSeen(BlendScratch scratch, ReadOnlySpan<int> candidates, RankerScratch own)
    {
        ReadOnlySpan<int> viewed = scratch.Viewed.AsSpan(0, scratch.ViewedCount);
        for (int i = 0; i < candidates.Length; i++)
        {
            Span<float> row = RowOf(own, i);
            int last = viewed.LastIndexOf(candidates[i]);
            row[FeatureList.Events] = viewed.Length;
            row[FeatureList.TimesSeen] = viewed.Count(candidates[i]);
            row[FeatureList.SeenBack] = last < 0 ? FeatureList.Never : viewed.Length - 1 - last;
        }
    }

    /// <summary>What the catalogue and the log say of a candidate, by itself and beside the session.</summary>
    private static void ReadProducts(
        ProductIndex index, BlendScratch scratch, ReadOnlySpan<int> candidates, long newest, RankerScratch own)
    {
        int count = candidates.Length;
        Span<ProductNumbers> events = own.EventNumbers.AsSpan(0, scratch.ViewedCount);
        Span<ProductNumbers> products = own.Numbers.AsSpan(0, count);
        index.ReadNumbers(scratch.Viewed.AsSpan(0, events.Length), events);
        ProductNumbers last = events[^1];
        index.ReadNumbers(candidates, products, last.Category);
        float usual = MeanPrice(events);
        float lastPrice = Price(last);
        for (int i = 0; i < count; i++)
        {
            Span<float> row = RowOf(own, i);
            ProductNumbers one = products[i];
            float price = Price(one);
            bool hasAge = one.FirstSeen != ProductNumbers.Unknown && newest != ProductNumbers.Unknown;
            bool hasBoth = hasAge && last.FirstSeen != ProductNumbers.Unknown;
            row[FeatureList.Popularity] = one.Popularity;
            row[FeatureList.PopularityTrend] = one.Trend;
            row[FeatureList.PopularityRatio] = (1 + one.Popularity) / (1 + last.Popularity);
            row[FeatureList.Price] = price;
            row[FeatureList.PriceRatio] = Ratio(price, usual);
            row[FeatureList.PriceRatioLast] = Ratio(price, lastPrice);
            row[FeatureList.AgeDays] = hasAge
                ? Math.Max(0, Days(newest, one.FirstSeen))
                : FeatureList.Unknown;
            row[FeatureList.AgeAfterLast] = hasBoth
                ? Days(one.FirstSeen, last.FirstSeen)
                : FeatureList.Unknown;
            row[FeatureList.CategoryDepth] = one.SharedDepth;
            row[FeatureList.CategoryShare] = ShareOf(one.Category, events);
            row[FeatureList.InStock] = one.IsInStock ? 1 : 0;
        }
    }

    private static float Price(in ProductNumbers product) =>
        product.Price == ProductNumbers.Unknown ? FeatureList.Unknown : product.Price;

    /// <summary>Mean of the known prices of the session.</summary>
    private static float MeanPrice(ReadOnlySpan<ProductNumbers> events)
    {
        double sum = 0;
        int known = 0;
        foreach (ProductNumbers one in events)
        {
            if (one.Price != ProductNumbers.Unknown)
            {
                sum += one.Price;
                known++;
            }
        }

        return known == 0 ? FeatureList.Unknown : (float)(sum / known);
    }

    private static float Ratio(float price, float other) =>
        price == FeatureList.Unknown || other == FeatureList.Unknown || 1 + other <= 0
            ? FeatureList.Unknown
            : (1 + price) / (1 + other);

    private static float Days(long later, long earlier) =>
        (float)(((double)later - earlier) / MillisecondsOfDay);

    private static float ShareOf(int category, ReadOnlySpan<ProductNumbers> events)
    {
        int same = 0;
        foreach (ProductNumbers one in events)
        {
            same += one.Category == category ? 1 : 0;
        }

        return (float)same / events.Length;
    }

    private static Span<float> RowOf(RankerScratch own, int candidate) =>
        own.Rows.AsSpan(candidate * FeatureList.Count, FeatureList.Count);
}
