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
    /// <summary>As <see cref="ProductIndex.Search"/>, with duplicates folded to the nearest of them.</summary>
    /// <param name="index">Asked.</param>
    /// <param name="vector">Dimension numbers of any length but zero.</param>
    /// <param name="hits">Filled from the start; the rest stays untouched.</param>
    /// <param name="foldAt">Similarity, above 0 to 1, from which on two products are duplicates, such as 0.999.</param>
    /// <param name="options">As of a search; DiversityLambda and GroupLimit are refused.</param>
    /// <exception cref="ArgumentException">
    /// as <see cref="ProductIndex.Search"/>, or foldAt is out of range, or there is a diversity.
    /// </exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
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
    /// As <see cref="ProductIndex.SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>, with
    /// duplicates folded.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// as <see cref="SearchFolded"/>, or the weighted mean of the views is zero.
    /// </exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    public static SearchResult SearchSessionFolded(
        this ProductIndex index,
        ReadOnlySpan<int> viewed,
        Span<Neighbor> hits,
        float foldAt,
        in SearchOptions options = default) =>
        SearchViews(index, viewed, default, hits, foldAt, options);

    /// <summary>Takes a session by product ids instead of ordinals.</summary>
    /// <exception cref="ArgumentException">
    /// as <see cref="SearchFolded"/>, or the weighted mean of the views is zero.
    /// </exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
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
