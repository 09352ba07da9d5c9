using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// Searches of <see cref="ProductIndex"/>. Each approximate one has an exact sibling with the same parameters.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Finds the products nearest to a vector, best first. Writes exactly min(k, matching products) results; fewer only
    /// where a budget, a group limit or a minimum similarity says so. Allocates nothing.
    /// </summary>
    /// <param name="vector">Query of <see cref="Dimension"/> components and any length but zero; not changed.</param>
    /// <param name="hits">Receives the results, best first; its length is k. The rest of it stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">
    /// The vector has another dimension, is zero or not finite, or an option is out of range.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult Search(ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchVector(vector, hits, options, exact: false);

    /// <summary>Answers <see cref="Search"/> exactly, by comparing every matching product.</summary>
    /// <param name="vector">Query of <see cref="Dimension"/> components and any length but zero; not changed.</param>
    /// <param name="hits">Receives the results, best first; its length is k. The rest of it stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">
    /// The vector has another dimension, is zero or not finite, or an option is out of range.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchExact(
        ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchVector(vector, hits, options, exact: true);

    /// <summary>
    /// Finds what comes next for a shopper who viewed these products. The query is the weighted mean of their IN
    /// vectors, of length 1 under cosine and as given under the dot product; <see cref="SearchOptions.Space"/> says
    /// what it is compared with, by default the Next space where the snapshot has it. Viewed products are not among the
    /// results unless the options include them. A session without a known product has an empty answer. Allocates
    /// nothing.
    /// </summary>
    /// <param name="viewed">
    /// Ordinals of the viewed products, oldest first; unknown ones are ignored and counted.
    /// </param>
    /// <param name="hits">Receives the results, best first; its length is k. The rest of it stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSession(
        ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(viewed, default, hits, options, exact: false);

    /// <summary>
    /// Finds what comes next for a shopper who viewed these products; see
    /// <see cref="SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>.
    /// </summary>
    /// <param name="viewed">Ids of the viewed products, oldest first; unknown ones are ignored and counted.</param>
    /// <param name="hits">Receives the results, best first; its length is k. The rest of it stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSession(
        ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(default, viewed, hits, options, exact: false);

    /// <summary>
    /// Answers <see cref="SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/> exactly, by comparing
    /// every matching product.
    /// </summary>
    /// <param name="viewed">
    /// Ordinals of the viewed products, oldest first; unknown ones are ignored and counted.
    /// </param>
    /// <param name="hits">Receives the results, best first; its length is k. The rest of it stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSessionExact(
        ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(viewed, default, hits, options, exact: true);

    /// <summary>
    /// Answers <see cref="SearchSession(ReadOnlySpan{string}, Span{Neighbor}, in SearchOptions)"/> exactly, by
    /// comparing every matching product.
    /// </summary>
    /// <param name="viewed">Ids of the viewed products, oldest first; unknown ones are ignored and counted.</param>
    /// <param name="hits">Receives the results, best first; its length is k. The rest of it stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; nothing is written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
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
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
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
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
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
            return SearchExecutor.Run(request, context, starts, hits) with
            {
                UnknownIds = unknown,
                Generation = Generation,
            };
        }
        finally
        {
            Return(context);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Return(SearchContext context)
    {
        try
        {
            context.End();
            ScratchPool<SearchContext>.Return(Count, context);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Returns the kind of query, as calibrated, of a session by its number of seeds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static QueryKind KindOf(int seeds) => seeds == 0 ? QueryKind.Vector : Calibration.KindOf(seeds);
}
