using System.Runtime.CompilerServices;
using ProductSpace.Generations.Following;

namespace ProductSpace.Generations;

/// <summary>
/// One generation held for a question and everything that belongs to its answer: ids, prices, names. While it is held the
/// generation stays mapped, whatever is published meanwhile. Costs no allocation. Hold it for one request, not for longer:
/// an old generation keeps its memory until the last lease of it ends.
/// </summary>
/// <example><code>
/// using IndexLease lease = follower.Acquire();
/// SearchResult result = lease.Index.SearchSession(viewed, hits, new SearchOptions { Filter = lease.Filter(boots) });
/// string first = lease.Index.GetProductId(hits[0].Ordinal);
/// </code></example>
/// <remarks>A lease belongs to the block that acquired it: dispose it once, and dispose no copy of it.</remarks>
public ref struct IndexLease : IDisposable
{
    private FollowedGeneration? _generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal IndexLease(FollowedGeneration generation) => _generation = generation;

    /// <summary>Number of the generation; its answers carry it as <see cref="SearchResult.Generation"/>.</summary>
    public readonly int Generation => Held.Pointer.Generation;

    /// <summary>Number of the pointer's setting that led to it; rises with each publication and rollback.</summary>
    public readonly long Publication => Held.Pointer.Publication;

    /// <summary>The index of the generation. It is the follower's: do not dispose it, and do not use it after the lease.</summary>
    public readonly ProductIndex Index => Held.Index;

    internal readonly FollowedGeneration Held
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _generation ?? throw new ObjectDisposedException(nameof(IndexLease));
    }

    /// <summary>The filter as it is in this generation; compiled before the swap, or else at the first call.</summary>
    /// <exception cref="ArgumentException">the filter is of another follower.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ProductFilter Filter(FollowedFilter filter)
    {
        FollowedGeneration held = Held;
        return filter.Owner == held.Owner
            ? filter.In(held.Index)
            : throw new ArgumentException("the filter was made by another follower; make it anew with this follower's CreateFilter", nameof(filter));
    }

    /// <summary>The product id of a hit, if the answer is of this generation.</summary>
    /// <exception cref="GenerationException">the answer is of another generation, where the ordinal is another product.</exception>
    public readonly string GetProductId(in SearchResult answer, Neighbor hit)
    {
        FollowedGeneration held = Held;
        return answer.Generation == held.Pointer.Generation
            ? held.Index.GetProductId(hit.Ordinal)
            : throw new GenerationException($"ordinal {hit.Ordinal} is of generation {answer.Generation}, and generation {held.Pointer.Generation} answers now, where it is another product; resolve ids under the lease of the search");
    }

    /// <summary>Gives the generation back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        FollowedGeneration? held = _generation;
        _generation = null;
        held?.Exit();
    }
}
