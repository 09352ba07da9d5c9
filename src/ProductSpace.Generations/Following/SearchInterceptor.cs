namespace ProductSpace.Generations.Following;

/// <summary>
/// Stands between a lease and its index where a host measures searches or changes their options. One object serves any
/// number of leases at once.
/// </summary>
internal abstract class SearchInterceptor
{
    /// <summary>Label of the experiment's variant that answers; null without one.</summary>
    public abstract string? Variant { get; }

    public abstract SearchResult Search(
        FollowedGeneration generation, scoped in SearchRequest request, Span<Neighbor> hits, in SearchOptions options);
}
