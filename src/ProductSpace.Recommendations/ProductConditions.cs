namespace ProductSpace.Recommendations;

/// <summary>
/// A filter written down as plain values, for files and forms; a product has to meet all that is set. Immutable.
/// </summary>
public sealed record ProductConditions
{
    /// <summary>Category paths of which one is needed; empty for any. A path means its whole subtree.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Category paths that are not allowed.</summary>
    public IReadOnlyList<string> NotCategories { get; init; } = [];

    /// <summary>Values of facets, by name; of each facet one of the values is needed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Facets { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Lowest price in minor units (cents); null for any.</summary>
    public long? MinPrice { get; init; }

    /// <summary>Highest price in minor units (cents); null for any.</summary>
    public long? MaxPrice { get; init; }

    /// <summary>Ranges of number columns, by name; in each a number of the product is needed.</summary>
    public IReadOnlyDictionary<string, NumberRange> Numbers { get; init; } =
        new Dictionary<string, NumberRange>();

    /// <summary>True to need a product in stock.</summary>
    public bool InStock { get; init; }

    /// <summary>Product ids of which one is needed; empty for any. Unknown ones match nothing.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>
    /// True to let categories, facets, values and number columns that the index does not know match nothing; otherwise
    /// they are an error.
    /// </summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Compiles these conditions for an index, which keeps the filters used last.</summary>
    /// <param name="index">Index that the filter is for.</param>
    /// <exception cref="ArgumentException">A category, facet, value or column is not known; the message names the
    /// nearest.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public ProductFilter Compile(ProductIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.CreateFilter(Describe, AllowUnknown);
    }

    private void Describe(ProductFilterBuilder filter)
    {
        if (Categories.Count > 0)
        {
            filter.InCategory([.. Categories]);
        }

        filter.NotInCategory([.. NotCategories]);
        foreach ((string name, IReadOnlyList<string> values) in Facets)
        {
            filter.Facet(name, [.. values]);
        }

        if (MinPrice is not null || MaxPrice is not null)
        {
            filter.PriceBetween(MinPrice ?? long.MinValue, MaxPrice ?? long.MaxValue);
        }

        foreach ((string column, NumberRange range) in Numbers)
        {
            filter.Between(column, range.Min ?? double.NegativeInfinity, range.Max ?? double.PositiveInfinity);
        }

        if (InStock)
        {
            filter.InStock();
        }

        if (Products.Count > 0)
        {
            filter.Products([.. Products]);
        }
    }
}
