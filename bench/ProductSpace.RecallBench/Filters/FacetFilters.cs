namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Filters by facets: values of the facet with the most values, AND values of the one with the next most; or all but some
/// values of the first. Which values is drawn by seed until the wanted number of products is reached.
/// </summary>
internal sealed class FacetFilters
{
    /// <summary>Values looked at of a facet with more: each costs a compiled filter.</summary>
    private const int MostValues = 512;

    private readonly ProductIndex _index;
    private readonly int _seed;
    private readonly (string Name, IReadOnlyList<FacetValueCount> Values)[] _facets;

    public FacetFilters(ProductIndex index, int seed)
    {
        _index = index;
        _seed = seed;
        _facets = [.. index.Info.Facets.Select(name => (name, index.GetFacetValues(name))).OrderByDescending(facet => facet.Item2.Count)];
    }

    /// <summary>Null where there are fewer than two facets.</summary>
    public ProductFilter? Pair(int wanted)
    {
        if (_facets.Length < 2)
        {
            return null;
        }

        (string first, IReadOnlyList<FacetValueCount> firstValues) = _facets[0];
        (string second, IReadOnlyList<FacetValueCount> secondValues) = _facets[1];
        long half = (long)Math.Sqrt((double)wanted * _index.Count);
        string[] others = [.. Subset.Near([.. secondValues.Select(value => value.Products)], half, _seed).Select(place => secondValues[place].Value)];
        string[] candidates = [.. firstValues.Select(value => value.Value)];
        new Random(_seed).Shuffle(candidates);
        candidates = [.. candidates.Take(MostValues)];
        int[] counts = [.. candidates.Select(value => _index.CreateFilter(f => f.Facet(first, value).Facet(second, others)).Count)];
        string[] chosen = [.. Subset.Near(counts, wanted, _seed).Select(place => candidates[place])];
        return chosen.Length == 0 ? null : _index.CreateFilter(f => f.Facet(first, chosen).Facet(second, others));
    }

    /// <summary>Null where there is no facet, or what its values leave does not come near.</summary>
    public ProductFilter? AllBut(int wanted)
    {
        if (_facets.Length == 0)
        {
            return null;
        }

        (string name, IReadOnlyList<FacetValueCount> values) = _facets[0];
        int without = _index.CreateFilter(f => f.FacetNone(name, [.. values.Select(value => value.Value)])).Count;
        if (without > wanted)
        {
            return null;
        }

        HashSet<int> kept = [.. Subset.Near([.. values.Select(value => value.Products)], wanted - without, _seed)];
        string[] excluded = [.. values.Where((_, place) => !kept.Contains(place)).Select(value => value.Value)];
        ProductFilter filter = _index.CreateFilter(f => f.FacetNone(name, excluded));
        return CaseMaker.IsNear(filter.Count, wanted) ? filter : null;
    }
}
