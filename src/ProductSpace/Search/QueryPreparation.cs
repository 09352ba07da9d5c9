using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Puts a question into a context whose delta is attached: the query, and the products that may not be in the answer.
/// Allocates nothing.
/// </summary>
internal static class QueryPreparation
{
    /// <summary>Prepares the question for a vector.</summary>
    /// <exception cref="ArgumentException">the vector has no direction.</exception>
    public static void FromVector(
        OpenSnapshot snapshot,
        SpaceView space,
        ReadOnlySpan<float> vector,
        in SearchOptions options,
        SearchContext context)
    {
        if (!SessionVector.FromVector(space.Model, vector, context))
        {
            throw new ArgumentException(
                "the vector is zero or holds a number that is not finite: it has no direction to search in",
                nameof(vector));
        }

        Exclude(snapshot.Columns, options, context);
    }

    /// <summary>
    /// Prepares the question for a session, by ordinals or by ids. Returns how many of the views are known, without
    /// which there is nothing to ask, and how many slots of the context's views a walk starts from.
    /// </summary>
    /// <exception cref="ArgumentException">the session vector has no direction.</exception>
    public static (int Known, int Seeds) FromViews(
        OpenSnapshot snapshot,
        SpaceView space,
        ReadOnlySpan<int> ordinals,
        ReadOnlySpan<string> ids,
        in SearchOptions options,
        SearchContext context)
    {
        int known = Collect(snapshot, ordinals, ids, options.Weights.Span, context);
        if (known == 0)
        {
            return default;
        }

        Span<int> viewed = context.Views.Ordinals.AsSpan(0, known);
        ReadOnlySpan<float> weights = options.Weights.IsEmpty ? default : context.Views.Weights.AsSpan(0, known);
        if (!SessionVector.FromViews(snapshot.Spaces[0], space.Model, viewed, weights, options.Decay, context))
        {
            throw new ArgumentException(
                "the weighted mean of the viewed products is zero or not finite: it has no direction to search in",
                nameof(options));
        }

        Exclude(snapshot.Columns, options, context);
        if (!options.IncludeViewed)
        {
            context.Hits.Excluded.Add(viewed);
        }

        return (known, options.SeedFromViewed ? ToSeeds(snapshot.Count, space, viewed) : 0);
    }

    /// <summary>Lists the products that the options exclude, and no others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exclude(ProductColumns columns, in SearchOptions options, SearchContext context)
    {
        context.Hits.Excluded.Clear();
        context.Exclude(options.Exclude.Span);
        foreach (string? id in options.ExcludeIds.Span)
        {
            if (id is not null && ProductLookup.TryFind(columns, context.Delta, id, out int ordinal))
            {
                context.Hits.Excluded.Add(new ReadOnlySpan<int>(in ordinal));
            }
        }
    }

    /// <summary>
    /// Turns viewed ordinals into the slots of those that are in the base; products of a delta have no node to start
    /// from.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ToSeeds(int count, SpaceView space, Span<int> viewed)
    {
        int seeds = 0;
        foreach (int ordinal in viewed)
        {
            if (ordinal < count)
            {
                viewed[seeds++] = space.ToSlot(ordinal);
            }
        }

        return seeds;
    }

    /// <summary>Collects the known products of a session with their weights; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Collect(
        OpenSnapshot snapshot,
        ReadOnlySpan<int> ordinals,
        ReadOnlySpan<string> ids,
        ReadOnlySpan<float> weights,
        SearchContext context)
    {
        int given = Math.Max(ordinals.Length, ids.Length);
        SessionViews views = context.Views;
        views.EnsureCapacity(given);
        int known = 0;
        for (int i = 0; i < given; i++)
        {
            int ordinal;
            if (ids.IsEmpty)
            {
                ordinal = ordinals[i];
            }
            else if (ids[i] is null || !ProductLookup.TryFind(snapshot.Columns, context.Delta, ids[i], out ordinal))
            {
                continue;
            }

            ordinal = context.Delta.Current(ordinal, snapshot.Count);
            if (ordinal >= 0)
            {
                views.Ordinals[known] = ordinal;
                views.Weights[known] = weights.IsEmpty ? 0 : weights[i];
                known++;
            }
        }

        return known;
    }
}
