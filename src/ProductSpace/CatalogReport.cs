namespace ProductSpace;

/// <summary>What a build read from the catalogue, to see at a glance whether it is plausible.</summary>
public sealed record CatalogReport
{
    /// <summary>Rows of the catalogue.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows whose product has a vector.</summary>
    public required int Joined { get; init; }

    /// <summary>Rows among them whose product had one before: its variants, merged.</summary>
    public required int VariantRows { get; init; }

    /// <summary>Products that have a row.</summary>
    public required int Products { get; init; }

    /// <summary>Products that are in a category other than the root.</summary>
    public required int WithCategory { get; init; }

    /// <summary>Categories, those above others included, and without the root.</summary>
    public required int Categories { get; init; }

    /// <summary>Levels of the deepest category; 0 without one.</summary>
    public required int CategoryLevels { get; init; }

    /// <summary>Products with a price.</summary>
    public required int WithPrice { get; init; }

    /// <summary>Least price in minor units; null where no product has one.</summary>
    public required long? LeastPrice { get; init; }

    /// <summary>Greatest price in minor units; null where no product has one.</summary>
    public required long? GreatestPrice { get; init; }

    /// <summary>Products in stock, those without a row included.</summary>
    public required int InStock { get; init; }

    /// <summary>Products whose first time in the shop is known.</summary>
    public required int WithFirstSeen { get; init; }

    /// <summary>Earliest of these times; null without one.</summary>
    public required DateTimeOffset? FirstSeenFrom { get; init; }

    /// <summary>Latest of these times; null without one.</summary>
    public required DateTimeOffset? FirstSeenTo { get; init; }

    /// <summary>Facets, with the number of products that have a value.</summary>
    public required IReadOnlyList<CatalogFacetCount> Facets { get; init; }

    /// <summary>Number columns, with the number of products that have a number and the span of these.</summary>
    public required IReadOnlyList<NumberColumnSpan> Numbers { get; init; }

    /// <summary>
    /// How rows without a vector would meet products without a row if ids were compared less strictly; null where they
    /// would not, or where all meet.
    /// </summary>
    public required string? NearMiss { get; init; }
}

/// <summary>A facet of a build.</summary>
/// <param name="Name">Name of the facet.</param>
/// <param name="Products">Products that have a value.</param>
/// <param name="Values">Distinct values.</param>
public readonly record struct CatalogFacetCount(string Name, int Products, int Values);
