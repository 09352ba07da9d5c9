using ProductSpace.Memory;
using ProductSpace.Search.Cursor;

namespace ProductSpace;

/// <summary>
/// "Show more": the answer to one question, page after page, going on where the last page stopped.
/// <list type="bullet">
/// <item>No product comes twice, ever; read to the end, the pages hold exactly the matching products that are not
/// excluded (and are not folded).</item>
/// <item>Within a page the nearest comes first. Where the strategy is exact (<see cref="SearchStrategy.Scan"/>, so
/// always with <see cref="SearchOptions.TargetRecall"/> 1), the pages are the ranks in order. Else the products shown
/// so far keep the recall target for as many ranks; one that a page missed and a later one found comes then, above what
/// is less near.</item>
/// <item>A page costs what its ranks add: without a filter the walk goes on with a wider pool and scores no vector
/// twice; a scan reads every code once. Under a filter that is not scanned, and without a graph, a page beyond what the
/// last search found makes a search for four times as many.</item>
/// </list>
/// Valid for the index that it was opened on; once that is disposed, <see cref="Next"/> throws
/// <see cref="ObjectDisposedException"/>. An open cursor does not keep the index from closing. Not for two threads at
/// once. Dispose it to give back its memory: two bits a product, and eight bytes for each vector that was scored.
/// </summary>
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
    /// The products nearest to a vector, as <see cref="ProductIndex.Search"/> finds them, page by page.
    /// </summary>
    /// <param name="index">Asked for as long as the cursor is used.</param>
    /// <param name="vector">Dimension numbers of any length but zero; copied.</param>
    /// <param name="options">
    /// As of a search. <see cref="SearchOptions.MaxScoredVectors"/> and <see cref="SearchOptions.TimeLimit"/> are those
    /// of each page: a page that they cut short is <see cref="SearchResult.Truncated"/>, and the next one goes on. With
    /// <see cref="SearchOptions.EfSearch"/> the pool grows by a node for each product shown. DiversityLambda and
    /// GroupLimit are refused. </param>
    /// <param name="foldAt">
    /// Similarity, above 0 to 1, from which on two products are duplicates: only the one nearer to the query is shown.
    /// 1 folds only those that the index holds as equal (the same codes), which any limit folds; 0 folds nothing.
    /// </param>
    /// <exception cref="ArgumentException">
    /// as <see cref="ProductIndex.Search"/>, or foldAt is out of range, or there is a diversity.
    /// </exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
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

    /// <summary>What next for a shopper who viewed these products (ordinals, oldest first), page by page.</summary>
    /// <exception cref="ArgumentException">
    /// as <see cref="Open"/>, or the weighted mean of the views is zero.
    /// </exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    public static ResultCursor OpenSession(
        ProductIndex index, ReadOnlySpan<int> viewed, in SearchOptions options = default, float foldAt = 0) =>
        OpenViews(index, viewed, default, options, foldAt);

    /// <summary>Takes a session by product ids instead of ordinals.</summary>
    /// <exception cref="ArgumentException">
    /// as <see cref="Open"/>, or the weighted mean of the views is zero.
    /// </exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    public static ResultCursor OpenSession(
        ProductIndex index, ReadOnlySpan<string> viewed, in SearchOptions options = default, float foldAt = 0) =>
        OpenViews(index, default, viewed, options, foldAt);

    /// <summary>
    /// Writes the next page into the caller's span, best first; fewer than it holds only where there are no more, or
    /// where the budget ended it. Pages may differ in length. Nothing is allocated once the cursor's memory is large
    /// enough.
    /// </summary>
    /// <param name="page">Filled from the start; the rest stays untouched.</param>
    /// <param name="cancellationToken">
    /// For this page in place of <see cref="SearchOptions.CancellationToken"/>, where it can be cancelled.
    /// </param>
    /// <returns>
    /// How many, and what this page cost: <see cref="SearchResult.Scored"/> is 0 where they were known already.
    /// </returns>
    /// <exception cref="OperationCanceledException">
    /// cancelled; nothing is written, and the page is still the next one.
    /// </exception>
    /// <exception cref="ObjectDisposedException">the cursor is disposed, or the index is.</exception>
    public SearchResult Next(Span<Neighbor> page, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_pager is null, this);
        return _index.NextPage(_pager, page, cancellationToken);
    }

    /// <summary>Gives back what the cursor borrowed; more than once does nothing.</summary>
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
