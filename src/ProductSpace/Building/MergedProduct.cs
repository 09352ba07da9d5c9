namespace ProductSpace.Building;

/// <summary>
/// Changes of one product on its way into a build: it is removed, or its vector or attributes replace those of the
/// inputs. Null values stay as the inputs have them. long.MinValue as price or time means unknown.
/// </summary>
internal sealed record MergedProduct
{
    public required string Id { get; init; }

    /// <summary>Whether the product is removed, even if the inputs contain it.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether it was removed and added again, so that nothing comes from its row of the catalogue.</summary>
    public bool IsFresh { get; init; }

    public string? Category { get; init; }

    public long? Price { get; init; }

    public bool? InStock { get; init; }

    /// <summary>Time in Unix milliseconds.</summary>
    public long? FirstSeen { get; init; }

    /// <summary>Values by name of the facet.</summary>
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts by name of the payload column.</summary>
    public IReadOnlyDictionary<string, string> Payload { get; init; } = new Dictionary<string, string>();

    /// <summary>Numbers by name of the number column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Numbers { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>IN vector; required if the inputs do not contain the product.</summary>
    public float[]? Vector { get; init; }

    /// <summary>OUT vector.</summary>
    public float[]? NextVector { get; init; }

    /// <summary>Whether any attribute of the catalogue changes.</summary>
    public bool HasAttributes =>
        IsFresh
            || Category is not null
            || Price is not null
            || InStock is not null
            || FirstSeen is not null
            || Facets.Count > 0
            || Payload.Count > 0
            || Numbers.Count > 0;
}
