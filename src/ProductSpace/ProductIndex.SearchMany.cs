using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>Searches of <see cref="ProductIndex"/> for many queries in one call.</summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Answers many vectors in one call, each as <see cref="Search"/> would, number for number. Queries that need a
    /// scan share its rows and take half the time or less; graph searches cost what they cost alone. Runs on the
    /// calling thread. Allocates nothing after the first call.
    /// </summary>
    /// <param name="vectors">[count x Dimension], one query after the other; not changed.</param>
    /// <param name="neighbors">
    /// [count x k]: row i receives the results of query i from its start; the rest of the row stays untouched.
    /// </param>
    /// <param name="results">[count]: outcome of each search; its length is the number of queries.</param>
    /// <param name="options">
    /// Options of every query. The time limit is that of the whole call: queries that it leaves no time for have no
    /// results and are truncated.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Lengths do not fit together, a vector is zero or not finite, or an option is out of range; nothing is written.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; rows and results of some queries may be written, each whole.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The index is closed. <see cref="Dispose"/> waits for the whole call.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SearchMany(
        ReadOnlySpan<float> vectors,
        Span<Neighbor> neighbors,
        Span<SearchResult> results,
        in SearchOptions options = default) =>
        SearchVectors(vectors, neighbors, results, options, exact: false);

    /// <summary>Answers <see cref="SearchMany"/> exactly, by comparing every matching product.</summary>
    /// <param name="vectors">[count x Dimension], one query after the other; not changed.</param>
    /// <param name="neighbors">
    /// [count x k]: row i receives the results of query i from its start; the rest of the row stays untouched.
    /// </param>
    /// <param name="results">[count]: outcome of each search; its length is the number of queries.</param>
    /// <param name="options">
    /// Options of every query. The time limit is that of the whole call: queries that it leaves no time for have no
    /// results and are truncated.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Lengths do not fit together, a vector is zero or not finite, or an option is out of range; nothing is written.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token of the options was cancelled; rows and results of some queries may be written, each whole.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The index is closed. <see cref="Dispose"/> waits for the whole call.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SearchManyExact(
        ReadOnlySpan<float> vectors,
        Span<Neighbor> neighbors,
        Span<SearchResult> results,
        in SearchOptions options = default) =>
        SearchVectors(vectors, neighbors, results, options, exact: true);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SearchVectors(
        ReadOnlySpan<float> vectors,
        Span<Neighbor> neighbors,
        Span<SearchResult> results,
        in SearchOptions options,
        bool exact)
    {
        Space asked = SpaceOf(options, isSession: false);
        CheckOptions(options, asked);
        CheckLengths(vectors, neighbors, results.Length);
        Enter();
        try
        {
            SearchRequest request = RequestOf(options, asked, QueryKind.Vector, DeltaIn(asked), exact);
            int k = results.IsEmpty ? 0 : Math.Min(neighbors.Length / results.Length, request.MaxMatches);
            if (k == 0)
            {
                results.Clear();
                Stamp(results);
                return;
            }

            BatchContext context = ScratchPool<BatchContext>.Rent(Count);
            try
            {
                ReadOnlySpan<int> excluded = context.Resolve(Columns, request.Delta, options);
                new BatchSearch(request, context, k, excluded.Length, options.Filter?.DeltaMatches)
                    .Run(vectors, excluded, neighbors, results);
                Stamp(results);
            }
            finally
            {
                context.End();
                ScratchPool<BatchContext>.Return(Count, context);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Writes the generation into every outcome.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stamp(Span<SearchResult> results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = results[i] with { Generation = Generation };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckLengths(ReadOnlySpan<float> vectors, ReadOnlySpan<Neighbor> neighbors, int count)
    {
        if (vectors.Length != (long)count * Dimension)
        {
            throw new ArgumentException(
                $"{vectors.Length} numbers for {count} results; {count} vectors of this snapshot have "
                + $"{(long)count * Dimension}",
                nameof(vectors));
        }

        if (count == 0 ? !neighbors.IsEmpty : neighbors.Length % count != 0)
        {
            throw new ArgumentException(
                $"{neighbors.Length} places for neighbors are no whole number of rows for each of {count} results",
                nameof(neighbors));
        }

        for (int query = 0; query < count; query++)
        {
            if (!UnitVector.HasDirection(vectors.Slice(query * Dimension, Dimension)))
            {
                throw new ArgumentException(
                    $"vector {query} is zero or holds a number that is not finite: it has no direction to search in",
                    nameof(vectors));
            }
        }
    }
}
