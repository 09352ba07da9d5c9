using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Finds the most popular products that match: from the lists of a category and those above it, and only where these
/// are too short by a look at all products. Allocates nothing.
/// </summary>
internal static class PopularList
{
    /// <summary>Fills an answer with the most popular products of a category, then of those above it.</summary>
    /// <param name="snapshot">Snapshot that is asked.</param>
    /// <param name="context">With the exclusions, and the delta attached under the filter.</param>
    /// <param name="filter">Ordinals of the snapshot that match; null for all.</param>
    /// <param name="category">Number of the category to begin with; -1 for the whole shop.</param>
    /// <param name="hits">Receives products with their popularity. Those of a nearer category come first.</param>
    /// <returns>Number of products, and how many of them the first category gave.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int Count, int OfCategory) Fill(
        OpenSnapshot snapshot, SearchContext context, RowSet? filter, int category, Span<Neighbor> hits)
    {
        int found = 0;
        int ofCategory = -1;
        if (snapshot.Popularity is PopularityView popularity)
        {
            int above = category < 0 ? 0 : category;

            // Forged parents may form a circle: no category lies deeper than there are categories.
            for (int steps = 0; steps < snapshot.Columns.CategoryCount && above >= 0 && found < hits.Length; steps++)
            {
                found = Append(popularity, popularity.Of(above), snapshot.Count, context, filter, hits, found);
                ofCategory = ofCategory < 0 ? found : ofCategory;
                above = (uint)above < (uint)snapshot.Columns.CategoryCount ? snapshot.Columns.ParentOf(above) : -1;
            }
        }

        if (found < hits.Length)
        {
            found = AppendAll(snapshot, context, filter, hits, found);
        }

        return (found, category < 0 ? 0 : Math.Max(0, ofCategory));
    }

    /// <summary>Writes the popularity of listed products, NaN for one that may not be in an answer.</summary>
    /// <param name="snapshot">Snapshot that is asked.</param>
    /// <param name="context">With the exclusions, and the delta attached under the filter.</param>
    /// <param name="filter">Ordinals of the snapshot that match; null for all.</param>
    /// <param name="ordinals">Products to score.</param>
    /// <param name="scores">Receives a score for each product.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(
        OpenSnapshot snapshot,
        SearchContext context,
        RowSet? filter,
        ReadOnlySpan<int> ordinals,
        Span<float> scores)
    {
        PopularityView? popularity = snapshot.Popularity;
        for (int i = 0; i < ordinals.Length; i++)
        {
            scores[i] = !CandidateTest.Passes(context, snapshot.Count, filter, ordinals[i]) ? float.NaN
                : ordinals[i] < snapshot.Count && popularity is not null ? popularity[ordinals[i]] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Append(
        PopularityView popularity,
        ReadOnlySpan<int> list,
        int count,
        SearchContext context,
        RowSet? filter,
        Span<Neighbor> hits,
        int found)
    {
        for (int i = 0; i < list.Length && found < hits.Length; i++)
        {
            int ordinal = list[i];
            if ((uint)ordinal < (uint)count && !Contains(hits[..found], ordinal)
                && CandidateTest.Passes(context, count, filter, ordinal))
            {
                hits[found++] = new Neighbor(ordinal, popularity[ordinal]);
            }
        }

        return found;
    }

    /// <summary>Appends the most popular of all products that are not there yet, those of the delta last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AppendAll(
        OpenSnapshot snapshot, SearchContext context, RowSet? filter, Span<Neighbor> hits, int found)
    {
        int end = context.Delta.Log is DeltaLog log ? log.EndOrdinal : snapshot.Count;
        if (filter is null || context.Delta.Log is not null)
        {
            return AppendRange(snapshot, context, filter, hits, (found, found), 0, end);
        }

        // Only what matches is looked at; with a delta, changed products may match that the set does not hold.
        int filled = found;
        RowSet.RunReader runs = filter.ReadRuns();
        while (runs.Next(out int first, out int last))
        {
            filled = AppendRange(snapshot, context, filter, hits, (found, filled), first, Math.Min(last, end));
        }

        return filled;
    }

    /// <summary>Takes the most popular of some products into the places behind those that stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AppendRange(
        OpenSnapshot snapshot,
        SearchContext context,
        RowSet? filter,
        Span<Neighbor> hits,
        (int Standing, int Filled) places,
        int first,
        int end)
    {
        Span<Neighbor> rest = hits[places.Standing..];
        ReadOnlySpan<Neighbor> before = hits[..places.Standing];
        int count = places.Filled - places.Standing;
        for (int ordinal = first; ordinal < end; ordinal++)
        {
            float score = ordinal < snapshot.Count && snapshot.Popularity is PopularityView known ? known[ordinal] : 0;
            if ((count == rest.Length && score <= rest[count - 1].Similarity)
                || !CandidateTest.Passes(context, snapshot.Count, filter, ordinal) || Contains(before, ordinal))
            {
                continue;
            }

            int place = count < rest.Length ? count++ : count - 1;
            while (place > 0 && rest[place - 1].Similarity < score)
            {
                rest[place] = rest[place - 1];
                place--;
            }

            rest[place] = new Neighbor(ordinal, score);
        }

        return places.Standing + count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Contains(ReadOnlySpan<Neighbor> hits, int ordinal)
    {
        for (int i = 0; i < hits.Length; i++)
        {
            if (hits[i].Ordinal == ordinal)
            {
                return true;
            }
        }

        return false;
    }
}
