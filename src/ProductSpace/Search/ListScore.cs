using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Scores the products of a list by the exact form, those that a search could return. Allocates nothing.
/// </summary>
internal static class ListScore
{
    /// <summary>Writes the similarity of each product, NaN for one that may not be in an answer.</summary>
    /// <param name="space">Space that is asked.</param>
    /// <param name="context">With a prepared query, and the delta attached under the filter.</param>
    /// <param name="filter">Ordinals of the snapshot that match; null for all.</param>
    /// <param name="ordinals">Products to score.</param>
    /// <param name="similarities">Receives a similarity for each product.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        SpaceView space,
        SearchContext context,
        RowSet? filter,
        ReadOnlySpan<int> ordinals,
        Span<float> similarities)
    {
        DeltaView delta = context.Delta;
        for (int i = 0; i < ordinals.Length; i++)
        {
            similarities[i] = IsCandidate(space, context, filter, ordinals[i])
                ? context.Query.ToAnswer(delta.Similarity(space, ordinals[i], context.Query.Exact))
                : float.NaN;
        }
    }

    /// <summary>Whether a search with the context's exclusions and this filter could return a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsCandidate(SpaceView space, SearchContext context, RowSet? filter, int ordinal)
    {
        DeltaView delta = context.Delta;
        if (delta.Current(ordinal, space.Count) != ordinal || context.Hits.Excluded.IsListed(ordinal))
        {
            return false;
        }

        if (delta.Log is not DeltaLog log)
        {
            return filter is null || filter.Contains(ordinal);
        }

        int version = ordinal < space.Count
            ? log.VersionOf(ordinal, delta.Versions)
            : log.VersionOfRow(log.RowOf(ordinal), delta.Versions);
        bool matches = filter is null
            || (version < 0 ? filter.Contains(ordinal) : context.Hits.Excluded.Passes!.Passes(version));
        return matches && (ordinal < space.Count || log.Rows(delta.Space).Has(log.RowOf(ordinal)));
    }
}
