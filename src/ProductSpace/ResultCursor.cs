using ProductSpace.Memory;
using ProductSpace.Search.Cursor;

namespace ProductSpace;

/// <summary>
/// Reads the answer to one query page by page ("show more"): each page continues where the last one stopped. A cursor
/// belongs to the index that it was opened on; once that is closed, <see cref="Next"/> throws
/// <see cref="ObjectDisposedException"/>. Not for two threads at once. Dispose it to return its memory: two bits a
/// product, and eight bytes for each vector that was scored.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>
/// No product comes twice. Read to the end, the pages hold exactly the matching products that are not excluded or
/// folded.
/// </item>
/// <item>
/// Within a page the nearest comes first. Where the strategy is exact (<see cref="SearchStrategy.Scan"/>, so always
/// with <see cref="SearchOptions.TargetRecall"/> 1), the pages are the ranks in order. Otherwise the products shown so
/// far keep the recall target for as many ranks; a later page may find a product that an earlier one missed.
/// </item>
/// <item>
/// A page costs what its ranks add. Without a filter the graph search continues with a wider pool and scores no vector
/// twice; a scan reads every code once. Under a filter that is not scanned, and without a graph, a page beyond what
/// the last search found searches again for four times as many.
/// </item>
/// </list>
/// </remarks>
/// <example><code>
/// using ResultCursor cursor = ResultCursor.OpenSession(index, viewed, options);
/// SearchResult first = cursor.Next(hits);
/// SearchResult more = cursor.Next(hits);
/// </code></example>
public sealed class ResultCursor : IDisposable
{
    private readonly ProductIndex _index;
    private Pager? _pager;

    private ResultCursor(ProductIndex index)
    {
        _index = index;
        _pager = ScratchPool<Pager>.Rent(index.Count);
    }

    /// <summary>
    /// Opens the pages of the products nearest to a vector, as <see cref="ProductIndex.Search"/> finds them.
    /// </summary>
    /// <param name="index">Index to search; it must stay open while the cursor is used.</param>
    /// <param name="vector">Query of any length but zero; copied.</param>
    /// <param name="options">
    /// Options of a search. <see cref="SearchOptions.MaxScoredVectors"/> and <see cref="SearchOptions.TimeLimit"/> are
    /// those of each page: a page that they cut short is <see cref="SearchResult.Truncated"/>, and the next one
    /// continues. With <see cref="SearchOptions.EfSearch"/> the pool grows by a node for each product shown.
    /// DiversityLambda and GroupLimit are refused.
    /// </param>
    /// <param name="foldAt">
    /// Similarity, above 0 and at most 1, from which on two products are duplicates, of which only the one nearer to
    /// the query is shown. 1 folds only products with equal codes, which any other value folds too; 0 folds nothing.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The vector or an option is invalid, <paramref name="foldAt"/> is out of range, or a diversity is asked for.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static ResultCursor Open(
        ProductIndex index, ReadOnlySpan<float> vector, in SearchOptions options = default, float foldAt = 0)
    {
        ResultCursor cursor = Rent(index);
        try
        {
            index.BeginPages(cursor._pager!, vector, options, foldAt);
            return cursor;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    /// <summary>Opens the pages of what comes next for a shopper who viewed these products.</summary>
    /// <param name="index">Index to search; it must stay open while the cursor is used.</param>
    /// <param name="viewed">Ordinals of the viewed products, oldest first.</param>
    /// <param name="options">Options of a search, with budgets for each page; see <see cref="Open"/>.</param>
    /// <param name="foldAt">Similarity from which on two products are duplicates; see <see cref="Open"/>.</param>
    /// <exception cref="ArgumentException">
    /// An option or <paramref name="foldAt"/> is invalid, or the weighted mean of the views is zero.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static ResultCursor OpenSession(
        ProductIndex index, ReadOnlySpan<int> viewed, in SearchOptions options = default, float foldAt = 0) =>
        OpenViews(index, viewed, default, options, foldAt);

    /// <summary>Opens the pages of what comes next for a shopper who viewed these products.</summary>
    /// <param name="index">Index to search; it must stay open while the cursor is used.</param>
    /// <param name="viewed">Ids of the viewed products, oldest first.</param>
    /// <param name="options">Options of a search, with budgets for each page; see <see cref="Open"/>.</param>
    /// <param name="foldAt">Similarity from which on two products are duplicates; see <see cref="Open"/>.</param>
    /// <exception cref="ArgumentException">
    /// An option or <paramref name="foldAt"/> is invalid, or the weighted mean of the views is zero.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static ResultCursor OpenSession(
        ProductIndex index, ReadOnlySpan<string> viewed, in SearchOptions options = default, float foldAt = 0) =>
        OpenViews(index, default, viewed, options, foldAt);

    /// <summary>
    /// Writes the next page, best first; it is not full only where there are no more products, or where the budget
    /// ended it. Pages may differ in length. Allocates nothing once the cursor's memory is large enough.
    /// </summary>
    /// <param name="page">Receives the results; the rest of it stays untouched.</param>
    /// <param name="cancellationToken">
    /// Token of this page, in place of <see cref="SearchOptions.CancellationToken"/> where it can be cancelled.
    /// </param>
    /// <returns>
    /// Number of results, and what this page cost: <see cref="SearchResult.Scored"/> is 0 where they were known
    /// already.
    /// </returns>
    /// <exception cref="OperationCanceledException">
    /// Cancelled; nothing is written, and the page is still the next one.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The cursor or the index is disposed.</exception>
    public SearchResult Next(Span<Neighbor> page, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_pager is null, this);
        return _index.NextPage(_pager, page, cancellationToken);
    }

    /// <summary>Returns the borrowed memory. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (_pager is Pager pager)
        {
            _pager = null;
            pager.End();
            ScratchPool<Pager>.Return(_index.Count, pager);
        }
    }

    private static ResultCursor OpenViews(
        ProductIndex index,
        ReadOnlySpan<int> ordinals,
        ReadOnlySpan<string> ids,
        in SearchOptions options,
        float foldAt)
    {
        ResultCursor cursor = Rent(index);
        try
        {
            index.BeginPages(cursor._pager!, ordinals, ids, options, foldAt);
            return cursor;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private static ResultCursor Rent(ProductIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new ResultCursor(index);
    }
}
