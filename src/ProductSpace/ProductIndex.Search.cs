using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// The searches of <see cref="ProductIndex"/>: each approximate one has an exact sibling of the same shape.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// The products nearest to a vector, best first, into the caller's span: k is its length. Exactly min(k, matching
    /// products) are written, fewer only where a budget or caps of a diversity say so. 0 bytes are allocated.
    /// </summary>
    /// <param name="vector">Dimension numbers of any length but zero; not changed.</param>
    /// <param name="hits">Filled from the start; the rest stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">
    /// the vector has another dimension, is zero or not finite, or an option is out of range.
    /// </exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult Search(ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchVector(vector, hits, options, exact: false);

    /// <summary>
    /// Answers the question of <see cref="Search"/> by looking at every matching product: the truth.
    /// </summary>
    /// <exception cref="ArgumentException">as <see cref="Search"/>.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchExact(
        ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchVector(vector, hits, options, exact: true);

    /// <summary>
    /// What next for a shopper who viewed these products (ordinals, oldest first): the session vector is the weighted
    /// mean of their IN vectors, and the walk starts at their own nodes too. Viewed products are not in the answer
    /// unless asked for; ordinals outside the snapshot are ignored and counted. An empty session has an empty
    /// answer.
    /// </summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSession(
        ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(viewed, default, hits, options, exact: false);

    /// <summary>
    /// As <see cref="SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>, by product ids.
    /// </summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSession(
        ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(default, viewed, hits, options, exact: false);

    /// <summary>
    /// The exact answer to <see cref="SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>.
    /// </summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSessionExact(
        ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(viewed, default, hits, options, exact: true);

    /// <summary>
    /// The exact answer to <see cref="SearchSession(ReadOnlySpan{string}, Span{Neighbor}, in SearchOptions)"/>.
    /// </summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSessionExact(
        ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(default, viewed, hits, options, exact: true);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult SearchVector(
        ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options, bool exact)
    {
        Space asked = SpaceOf(options, isSession: false);
        SpaceView space = CheckOptions(options, asked);
        CheckVector(vector);
        Enter();
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        try
        {
            context.Attach(DeltaIn(asked), options.Filter?.DeltaMatches);
            QueryPreparation.FromVector(_snapshot, space, vector, options, context);
            SearchRequest request = RequestOf(options, asked, QueryKind.Vector, context.Delta, exact);
            return SearchExecutor.Run(request, context, [], hits) with { Generation = Generation };
        }
        finally
        {
            Return(context);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult SearchViews(
        ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, Span<Neighbor> hits, in SearchOptions options, bool exact)
    {
        Space asked = SpaceOf(options, isSession: true);
        SpaceView space = CheckOptions(options, asked);
        int given = CheckViews(ordinals, ids, options);
        Enter();
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        try
        {
            context.Attach(DeltaIn(asked), options.Filter?.DeltaMatches);
            (int known, int seeds) = QueryPreparation.FromViews(_snapshot, space, ordinals, ids, options, context);
            int unknown = given - known;
            if (known == 0)
            {
                return new SearchResult { UnknownIds = unknown, Generation = Generation };
            }

            SearchRequest request = RequestOf(options, asked, KindOf(seeds), context.Delta, exact);
            ReadOnlySpan<int> starts = context.Views.Ordinals.AsSpan(0, seeds);
            SearchResult result = SearchExecutor.Run(request, context, starts, hits);
            return result with { UnknownIds = unknown, Generation = Generation };
        }
        finally
        {
            Return(context);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Return(SearchContext context)
    {
        context.End();
        ScratchPool<SearchContext>.Return(Count, context);
        Exit();
    }

    /// <summary>The kind of query that a session with this number of seeds is to the calibration.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static QueryKind KindOf(int seeds) => seeds == 0 ? QueryKind.Vector : Calibration.KindOf(seeds);
}
