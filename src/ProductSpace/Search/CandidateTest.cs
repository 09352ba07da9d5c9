using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Filtering;

namespace ProductSpace.Search;

/// <summary>Tells whether a search could return a product: it is there, not excluded, and matches the filter.</summary>
internal static class CandidateTest
{
    /// <summary>Whether a product may be in the answer.</summary>
    /// <param name="context">With the exclusions, and the delta attached under the filter.</param>
    /// <param name="count">Number of products of the snapshot.</param>
    /// <param name="filter">Ordinals of the snapshot that match; null for all.</param>
    /// <param name="ordinal">Any number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Passes(SearchContext context, int count, RowSet? filter, int ordinal)
    {
        DeltaView delta = context.Delta;
        if (ordinal < 0 || delta.Current(ordinal, count) != ordinal || context.Hits.Excluded.IsListed(ordinal))
        {
            return false;
        }

        if (filter is null)
        {
            return true;
        }

        if (delta.Log is not DeltaLog log)
        {
            return filter.Contains(ordinal);
        }

        int version = ordinal < count
            ? log.VersionOf(ordinal, delta.Versions)
            : log.VersionOfRow(log.RowOf(ordinal), delta.Versions);
        return version < 0 ? filter.Contains(ordinal) : context.Hits.Excluded.Passes!.Passes(version);
    }
}
