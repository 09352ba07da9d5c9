namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Makes the cases of the matrix from what the snapshot holds: categories, prices, facets. A case that cannot come near
/// the share that was asked for is left out, never stretched: a row must be what its name says.
/// </summary>
internal sealed class CaseMaker(ProductIndex index, float[][] queries, int count, int seed)
{
    /// <summary>A filter may match so many times more or fewer products than were aimed at.</summary>
    public const double Tolerance = 1.5;

    private readonly CategoryFilters _categories = new(index, queries);
    private readonly PriceFilters _prices = new(index);
    private readonly FacetFilters _facets = new(index, seed);

    /// <summary>Null where the snapshot has no such filters.</summary>
    public FilterCase? Make(FilterKind kind, double share)
    {
        int wanted = (int)Math.Max(1, Math.Round(share * index.Count));
        int asked = Math.Min(count, queries.Length);
        switch (kind)
        {
            case FilterKind.None:
                return FilterCase.Shared(kind, 1, null, asked);
            case FilterKind.Own or FilterKind.Other:
                return _categories.Make(kind, share, wanted, asked);
            default:
                ProductFilter? filter = kind switch
                {
                    FilterKind.Random => RandomFilter(wanted),
                    FilterKind.Price => _prices.Band(wanted),
                    FilterKind.Facets => _facets.Pair(wanted),
                    _ => _facets.AllBut(wanted) ?? _categories.AllBut(wanted, seed),
                };
                return filter is not null && IsNear(filter.Count, wanted) ? FilterCase.Shared(kind, share, filter, asked) : null;
        }
    }

    public static bool IsNear(int count, int wanted) => count > 0 && count <= wanted * Tolerance && wanted <= count * Tolerance;

    private ProductFilter RandomFilter(int wanted)
    {
        int[] ordinals = [.. Enumerable.Range(0, index.Count)];
        Random random = new(seed);
        for (int i = 0; i < wanted; i++)
        {
            int other = random.Next(i, ordinals.Length);
            (ordinals[i], ordinals[other]) = (ordinals[other], ordinals[i]);
        }

        return index.CreateFilter(f => f.Ordinals(ordinals.AsSpan(0, wanted)));
    }
}
