using ProductSpace.Memory;
using ProductSpace.Search.Cursor;

namespace ProductSpace.Recommendations;

/// <summary>
/// Searches whose answer holds one of several duplicates: sizes and colours of a product that have the same vector, or
/// nearly so. Going from the nearest on, a product is left out where it is as similar to one before it as
/// <c>foldAt</c>, or where the index holds both as equal (the same codes). The one search goes on until the span is
/// full, or nothing is left. With
/// <see cref="SearchOptions.TargetRecall"/> 1 the answer is the exact one. Safe for any number of threads; nothing is
/// allocated.
/// </summary>
/// <remarks>
/// Each product is compared with all results before it: meant for a page of results, not for thousands.
/// </remarks>
public static class DeduplicatedSearch
{
    /// <summary>Searches by a vector, and returns only the nearest of several duplicates.</summary>
    /// <param name="index">Index to search.</param>
    /// <param name="vector">Query of as many components as the index has, of any length but zero.</param>
    /// <param name="hits">Receives the results, best first; the rest stays untouched.</param>
    /// <param name="foldAt">Similarity, above 0 to 1, from which on two products are duplicates, such as 0.999.</param>
    /// <param name="options">Options of the search; DiversityLambda and GroupLimit are refused.</param>
    /// <exception cref="ArgumentException">
    /// The vector or an option is invalid, foldAt is out of range, or the options ask for diversity.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static SearchResult SearchFolded(
        this ProductIndex index,
        ReadOnlySpan<float> vector,
        Span<Neighbor> hits,
        float foldAt,
        in SearchOptions options = default)
    {
        Pager pager = Rent(index, foldAt);
        try
        {
            index.BeginPages(pager, vector, options, foldAt);
            return index.NextPage(pager, hits, default);
        }
        finally
        {
            Return(index, pager);
        }
    }

    /// <summary>
    /// Searches by the ordinals of viewed products, and returns only the nearest of several duplicates.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// An option is invalid, foldAt is out of range, the options ask for diversity, or the weighted mean of the views
    /// is zero.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static SearchResult SearchSessionFolded(
        this ProductIndex index,
        ReadOnlySpan<int> viewed,
        Span<Neighbor> hits,
        float foldAt,
        in SearchOptions options = default) =>
        SearchViews(index, viewed, default, hits, foldAt, options);

    /// <summary>Searches by the ids of viewed products, and returns only the nearest of several duplicates.</summary>
    /// <exception cref="ArgumentException">
    /// An option is invalid, foldAt is out of range, the options ask for diversity, or the weighted mean of the views
    /// is zero.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static SearchResult SearchSessionFolded(
        this ProductIndex index,
        ReadOnlySpan<string> viewed,
        Span<Neighbor> hits,
        float foldAt,
        in SearchOptions options = default) =>
        SearchViews(index, default, viewed, hits, foldAt, options);

    private static SearchResult SearchViews(
        ProductIndex index,
        ReadOnlySpan<int> ordinals,
        ReadOnlySpan<string> ids,
        Span<Neighbor> hits,
        float foldAt,
        in SearchOptions options)
    {
        Pager pager = Rent(index, foldAt);
        try
        {
            index.BeginPages(pager, ordinals, ids, options, foldAt);
            return index.NextPage(pager, hits, default);
        }
        finally
        {
            Return(index, pager);
        }
    }

    private static Pager Rent(ProductIndex index, float foldAt)
    {
        ArgumentNullException.ThrowIfNull(index);
        return foldAt == 0
            ? throw new ArgumentOutOfRangeException(
                nameof(foldAt),
                foldAt,
                "foldAt must be above 0 and at most 1 (only products that the index holds as equal); Search folds "
                + "nothing")
            : ScratchPool<Pager>.Rent(index.Count);
    }

    private static void Return(ProductIndex index, Pager pager)
    {
        pager.End();
        ScratchPool<Pager>.Return(index.Count, pager);
    }
}
