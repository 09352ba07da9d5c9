using System.Runtime.CompilerServices;

namespace ProductSpace.Hosting.Shops;

/// <summary>What a caller asks, in one of the three forms of a search: a vector, or a session of ids or of ordinals.</summary>
internal ref struct Question
{
    public ReadOnlySpan<float> Vector { get; init; }

    public ReadOnlySpan<string> Ids { get; init; }

    public ReadOnlySpan<int> Ordinals { get; init; }

    public bool IsSession { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly SearchResult Ask(ProductIndex index, Span<Neighbor> hits, in SearchOptions options) =>
        !IsSession ? index.Search(Vector, hits, options)
        : Ids.IsEmpty ? index.SearchSession(Ordinals, hits, options)
        : index.SearchSession(Ids, hits, options);

    public readonly SearchResult AskExactly(ProductIndex index, Span<Neighbor> hits, in SearchOptions options) =>
        !IsSession ? index.SearchExact(Vector, hits, options)
        : Ids.IsEmpty ? index.SearchSessionExact(Ordinals, hits, options)
        : index.SearchSessionExact(Ids, hits, options);
}
