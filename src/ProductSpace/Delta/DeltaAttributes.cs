namespace ProductSpace.Delta;

/// <summary>
/// Everything but the vectors of one version of a product. What is null is as the base says of <see cref="Base"/>, or not
/// there for a product that the base does not know. Immutable.
/// </summary>
internal sealed record DeltaAttributes
{
    /// <summary>Ordinal of the base product with the same id; -1 for a new one.</summary>
    public int Origin { get; init; } = -1;

    /// <summary>Whether the base product was removed before, so that nothing is taken from it.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The base product whose attributes stand where none were said; -1 for none.</summary>
    public int Base => IsFresh ? -1 : Origin;

    /// <summary>Whether the number was said by a write; else it is the base's.</summary>
    public bool SaysPrice { get; init; }

    public bool SaysStock { get; init; }

    public bool SaysFirstSeen { get; init; }

    public DeltaPlace? Place { get; init; }

    public long Price { get; init; } = DeltaRecord.Unknown;

    public bool InStock { get; init; } = true;

    public long FirstSeen { get; init; } = DeltaRecord.Unknown;

    /// <summary>By number of the facet; null, or null at a facet, where none was said.</summary>
    public DeltaFacet?[]? Facets { get; init; }

    /// <summary>By number of the payload column.</summary>
    public string?[]? Payload { get; init; }

    public DeltaFacet? FacetOf(int facet) => Facets?[facet];
}

/// <summary>
/// The categories of a product as a delta says them. The base numbers its categories depth-first; a path that it does not
/// know stands under the nearest part that it knows, and the parts below have numbers of the delta's own.
/// </summary>
/// <param name="Text">As given, cleaned: the primary path first, parted by '|'.</param>
/// <param name="Path">The primary path.</param>
/// <param name="Numbers">The base's category for each path, or the nearest above it.</param>
/// <param name="KnownDepth">Parts of the primary path that the base knows.</param>
/// <param name="Prefixes">Number among the delta's names for each longer part of the primary path.</param>
internal sealed record DeltaPlace(string Text, string Path, int[] Numbers, int KnownDepth, int[] Prefixes)
{
    public int Primary => Numbers[0];

    /// <summary>Whether any path leads into the subtree [from, to) of the base's numbers.</summary>
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

/// <summary>The values of one facet of a product as a delta says them.</summary>
/// <param name="Text">As given, cleaned, parted by '|'.</param>
/// <param name="Known">Numbers of the values that the base knows.</param>
/// <param name="First">The first value in the order of bytes: its number, -1 where there is no value.</param>
/// <param name="FirstIsKnown">Whether that number is the base's; else it is one among the delta's names.</param>
internal sealed record DeltaFacet(string Text, int[] Known, int First, bool FirstIsKnown)
{
    public bool Has(long value)
    {
        foreach (int known in Known)
        {
            if (known == value)
            {
                return true;
            }
        }

        return false;
    }
}
