namespace ProductSpace.Generations.Following;

/// <summary>
/// The query of a search in one of its three forms: a vector, or a session of product ids or of ordinals.
/// </summary>
internal ref struct SearchRequest
{
    public ReadOnlySpan<float> Vector { get; init; }

    public ReadOnlySpan<string> Ids { get; init; }

    public ReadOnlySpan<int> Ordinals { get; init; }

    public bool IsSession { get; init; }

    public readonly SearchResult Search(ProductIndex index, Span<Neighbor> hits, in SearchOptions options) =>
        !IsSession ? index.Search(Vector, hits, options)
        : Ids.IsEmpty ? index.SearchSession(Ordinals, hits, options)
        : index.SearchSession(Ids, hits, options);

    public readonly SearchResult SearchExact(ProductIndex index, Span<Neighbor> hits, in SearchOptions options) =>
        !IsSession ? index.SearchExact(Vector, hits, options)
        : Ids.IsEmpty ? index.SearchSessionExact(Ordinals, hits, options)
        : index.SearchSessionExact(Ids, hits, options);
}
