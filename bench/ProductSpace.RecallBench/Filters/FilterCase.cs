namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// One row of the matrix: queries (by number) and the filters that they are asked under, of which there may be several,
/// since each shopper has a category of his own.
/// </summary>
/// <param name="Kind">How filters and queries are related.</param>
/// <param name="Share">Share of the products that was aimed at.</param>
/// <param name="Filters">The filters; null for all products.</param>
/// <param name="Queries">Numbers of the queries.</param>
/// <param name="FilterOf">For each of these the number of its filter.</param>
internal sealed record FilterCase(FilterKind Kind, double Share, IReadOnlyList<ProductFilter?> Filters, int[] Queries, int[] FilterOf)
{
    public string Name => Kind == FilterKind.None ? FilterKinds.Name(Kind) : FormattableString.Invariant($"{FilterKinds.Name(Kind)} {Share * 100:0.###} %");

    /// <summary>A filter that all queries share.</summary>
    public static FilterCase Shared(FilterKind kind, double share, ProductFilter? filter, int queries) =>
        new(kind, share, [filter], [.. Enumerable.Range(0, queries)], new int[queries]);
}
