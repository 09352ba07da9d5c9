using System.Runtime.CompilerServices;
using ProductSpace.Generations.Following;

namespace ProductSpace.Generations;

/// <summary>
/// Holds one generation for a request and everything that belongs to its answer: ids, prices, names. The generation
/// stays mapped while it is held, whatever is published meanwhile. Allocates nothing. Hold it for one request, not for
/// longer: an old generation keeps its memory until its last lease ends.
/// </summary>
/// <example><code>
/// using IndexLease lease = follower.Acquire();
/// SearchResult result = lease.SearchSession(viewed, hits, new SearchOptions { Filter = lease.Filter(boots) });
/// string first = lease.GetProductId(hits[0]);
/// </code></example>
/// <remarks>
/// A lease belongs to the block that acquired it: dispose it once, and dispose no copy of it. It cannot cross an
/// <c>await</c> or stand in a lambda; <see cref="Keep"/> makes one that can.
/// </remarks>
public ref struct IndexLease : IDisposable
{
    private readonly SearchInterceptor? _interceptor;
    private FollowedGeneration? _generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal IndexLease(FollowedGeneration generation, SearchInterceptor? interceptor = null)
    {
        _generation = generation;
        _interceptor = interceptor;
    }

    /// <summary>Number of the generation; its results carry it as <see cref="SearchResult.Generation"/>.</summary>
    public readonly int Generation => Held.Pointer.Generation;

    /// <summary>
    /// Number of the publication that led to the generation; rises with each publication and rollback.
    /// </summary>
    public readonly long Publication => Held.Pointer.Publication;

    /// <summary>
    /// Label of the experiment's variant that answers; null without an experiment, or if the lease was acquired without
    /// a key.
    /// </summary>
    public readonly string? Variant => _interceptor?.Variant;

    /// <summary>
    /// Index of the generation, for ids, prices, names and exact searches. The follower owns it: do not dispose it, and
    /// do not use it after the lease. A host does not measure searches that are sent to it directly, and no variant
    /// changes them.
    /// </summary>
    public readonly ProductIndex Index => Held.Index;

    /// <summary>
    /// Entity tag (RFC 9110) of what this generation answers, with the experiment's variant: the same request has the
    /// same answer while the tag is the same. It is the same on every host that has this generation; where a delta is
    /// merged in, it holds in this process only, and changes with each write. Weak, since the form of an answer is the
    /// host's. Compare it by <see cref="EntityTags.Matches"/>. Allocates a string.
    /// </summary>
    public readonly string EntityTag => Held.EntityTagOf(Variant);

    internal readonly FollowedGeneration Held
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _generation ?? throw new ObjectDisposedException(nameof(IndexLease));
    }

    /// <summary>
    /// Returns a filter as it is in this generation; compiled before the swap, or else at the first call.
    /// </summary>
    /// <exception cref="ArgumentException">The filter was created by another follower or shop.</exception>
    public readonly ProductFilter Filter(BoundFilter filter)
    {
        FollowedGeneration held = Held;
        return filter.Scope == held.Scope
            ? filter.Compiled.Of(held)
            : throw new ArgumentException(
                $"the filter was made by {filter.Scope.Name}, and this is a lease of {held.Scope.Name}; "
                + "create it by the CreateFilter of the latter",
                nameof(filter));
    }

    /// <summary>Returns the product id of a hit that was found under this lease.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not in the snapshot.</exception>
    public readonly string GetProductId(Neighbor hit) => Held.Index.GetProductId(hit.Ordinal);

    /// <summary>Returns the product id of a hit, if the result belongs to this generation.</summary>
    /// <exception cref="GenerationException">
    /// The result belongs to another generation, where the ordinal is another product.
    /// </exception>
    public readonly string GetProductId(in SearchResult result, Neighbor hit)
    {
        FollowedGeneration held = Held;
        return result.Generation == held.Pointer.Generation
            ? held.Index.GetProductId(hit.Ordinal)
            : throw new GenerationException(
                $"ordinal {hit.Ordinal} is of generation {result.Generation}, and generation {held.Pointer.Generation} "
                + "answers now, where it is another product; resolve ids under the lease of the search");
    }

    /// <summary>Searches by a vector, as <see cref="ProductIndex.Search"/> does.</summary>
    /// <exception cref="ArgumentException">The vector or an option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public readonly SearchResult Search(
        ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        Search(new SearchInput { Vector = vector }, hits, options);

    /// <summary>Searches by the ids of viewed products, as <see cref="ProductIndex"/> does.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public readonly SearchResult SearchSession(
        ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        Search(new SearchInput { IsSession = true, Ids = viewed }, hits, options);

    /// <summary>Searches by the ordinals of viewed products, as <see cref="ProductIndex"/> does.</summary>
    /// <exception cref="ArgumentException">An ordinal or an option is invalid.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public readonly SearchResult SearchSession(
        ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        Search(new SearchInput { IsSession = true, Ordinals = viewed }, hits, options);

    /// <summary>
    /// Hands the generation over to a lease that may cross an <c>await</c>; this one is empty then, and disposing it
    /// does nothing. Searches through it are measured, and take part in an experiment, as those of this one.
    /// </summary>
    /// <example><code>
    /// using KeptLease lease = shop.Acquire(shopper).Keep();
    /// </code></example>
    /// <exception cref="ObjectDisposedException">The lease was disposed or handed over.</exception>
    public KeptLease Keep()
    {
        KeptLease kept = new(Held, _interceptor);
        _generation = null;
        return kept;
    }

    /// <summary>Releases the generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        FollowedGeneration? held = _generation;
        _generation = null;
        held?.Exit();
    }

    private readonly SearchResult Search(
        scoped in SearchInput request, Span<Neighbor> hits, in SearchOptions options) =>
        _interceptor is null
            ? request.Search(Held.Index, hits, options)
            : _interceptor.Search(Held, request, hits, options);
}
