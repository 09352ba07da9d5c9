namespace ProductSpace.Delta;

/// <summary>
/// Attributes, but not vectors, of one version of a product. A null value is that of the base product
/// <see cref="Base"/>, or absent if there is none. Immutable.
/// </summary>
internal sealed record DeltaAttributes
{
    /// <summary>Ordinal of the base product with this id; -1 for a new product.</summary>
    public int Origin { get; init; } = -1;

    /// <summary>Whether the base product was removed before, so that no attribute comes from it.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The base product that supplies attributes that were not written; -1 for none.</summary>
    public int Base => IsFresh ? -1 : Origin;

    /// <summary>Whether a write set the price; otherwise it is the base's.</summary>
    public bool HasPrice { get; init; }

    public bool HasStock { get; init; }

    public bool HasFirstSeen { get; init; }

    public DeltaPlace? Place { get; init; }

    public long Price { get; init; } = DeltaRecord.Unknown;

    public bool InStock { get; init; } = true;

    public long FirstSeen { get; init; } = DeltaRecord.Unknown;

    /// <summary>Values by number of the facet; null, or null at a facet, if none were written.</summary>
    public DeltaFacet?[]? Facets { get; init; }

    /// <summary>Values of facets that the base does not have, by name; null if none were written.</summary>
    public DeltaNamed<DeltaFacet>? NewFacets { get; init; }

    /// <summary>
    /// Numbers by name of the column, ascending and without repetition; null if none were written. Without numbers, a
    /// column that is here has none.
    /// </summary>
    public DeltaNamed<double[]>? Numbers { get; init; }

    /// <summary>Texts by number of the payload column.</summary>
    public string?[]? Payload { get; init; }

    public DeltaFacet? FacetOf(int facet) => Facets?[facet];
}

/// <summary>
/// Categories of a product that a delta wrote. The base numbers its categories depth-first; a path that it does not
/// know is placed under its longest known prefix, and the longer prefixes have numbers of the delta's own.
/// </summary>
/// <param name="Text">Cleaned paths separated by '|', the primary one first.</param>
/// <param name="Path">The primary path.</param>
/// <param name="Numbers">Category of the base for each path, or of its longest known prefix.</param>
/// <param name="KnownDepth">Number of parts of the primary path that the base knows.</param>
/// <param name="Prefixes">Number among the delta's names for each longer prefix of the primary path.</param>
internal sealed record DeltaPlace(string Text, string Path, int[] Numbers, int KnownDepth, int[] Prefixes)
{
    public int Primary => Numbers[0];

    /// <summary>Whether any path lies in the subtree [from, to) of the base's numbers.</summary>
    public bool IsIn(long from, long to)
    {
        foreach (int number in Numbers)
        {
            if (number >= from && number < to)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Values of one facet of a product that a delta wrote.</summary>
/// <param name="Text">Cleaned values separated by '|'.</param>
/// <param name="Known">Numbers of the values that the base knows.</param>
/// <param name="First">Number of the first value in byte order, -1 if there is no value.</param>
/// <param name="FirstIsKnown">Whether that number is the base's; otherwise it is one of the delta's names.</param>
internal sealed record DeltaFacet(string Text, int[] Known, int First, bool FirstIsKnown)
{
    /// <summary>Written, and without a value.</summary>
    public static readonly DeltaFacet None = new(string.Empty, [], -1, FirstIsKnown: false);

    public bool Has(int value) => Known.AsSpan().Contains(value);
}
