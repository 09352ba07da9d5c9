namespace ProductSpace.RecallBench.Filters;

/// <summary>How a filter is related to the queries that are asked under it.</summary>
internal enum FilterKind
{
    /// <summary>No filter: what the other rows are compared with.</summary>
    None,

    /// <summary>Products drawn at random: related to nothing.</summary>
    Random,

    /// <summary>The categories around the query's nearest product: a shopper who filters what he looks at.</summary>
    Own,

    /// <summary>Categories far from it: socks for a session of shoes.</summary>
    Other,

    /// <summary>A band of prices.</summary>
    Price,

    /// <summary>Values of one facet and values of another.</summary>
    Facets,

    /// <summary>All but some values of a facet, or all but some categories.</summary>
    Not,
}

/// <summary>The names of <see cref="FilterKind"/> in tables.</summary>
internal static class FilterKinds
{
    public static string Name(FilterKind kind) => kind switch
    {
        FilterKind.None => "none",
        FilterKind.Random => "random",
        FilterKind.Own => "own category",
        FilterKind.Other => "other category",
        FilterKind.Price => "price band",
        FilterKind.Facets => "two facets AND",
        _ => "NOT",
    };
}
