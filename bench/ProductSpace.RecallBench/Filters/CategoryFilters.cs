namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Filters by category: leaf categories side by side in the order of the tree, grown from one of them until they hold the
/// wanted number of products, nearest relatives first. Around the leaf of the query's nearest product they are its own
/// category; around a leaf half of the tree away, which they do not leave towards the query's, another one.
/// </summary>
internal sealed class CategoryFilters
{
    /// <summary>Filters of a case; queries of further leaves are left to other cases.</summary>
    private const int MostFilters = 24;

    private readonly ProductIndex _index;
    private readonly CategoryCount[] _leaves;
    private readonly int[] _leafOf;

    public CategoryFilters(ProductIndex index, float[][] queries)
    {
        _index = index;
        IReadOnlyList<CategoryCount> all = index.GetCategories();
        _leaves = [.. all.Where((category, i) => category.Products > 0 && category.Path.Length > 0 && (i + 1 == all.Count || !all[i + 1].Path.StartsWith(category.Path + "/", StringComparison.Ordinal)))];
        Dictionary<string, int> numbers = _leaves.Select((leaf, number) => (leaf.Path, number)).ToDictionary();
        Neighbor[] nearest = new Neighbor[1];
        _leafOf = [.. queries.Select(query =>
        {
            index.SearchExact(query, nearest);
            return numbers.GetValueOrDefault(index.GetCategory(nearest[0].Ordinal), -1);
        })];
    }

    /// <summary>Null where there are no categories of this size.</summary>
    public FilterCase? Make(FilterKind kind, double share, int wanted, int asked)
    {
        List<ProductFilter?> filters = [];
        List<(int Query, int Filter)> queries = [];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, _leafOf.Length).Where(query => _leafOf[query] >= 0).GroupBy(query => _leafOf[query]).OrderByDescending(group => group.Count()).ThenBy(group => group.Key))
        {
            if (filters.Count == MostFilters || queries.Count >= asked)
            {
                break;
            }

            if ((kind == FilterKind.Own ? Around(group.Key, -1, wanted) : Away(group.Key, wanted)) is ProductFilter filter)
            {
                queries.AddRange(group.Take(asked - queries.Count).Select(query => (query, filters.Count)));
                filters.Add(filter);
            }
        }

        (int Query, int Filter)[] ordered = [.. queries.OrderBy(pair => pair.Query)];
        return ordered.Length == 0 ? null : new FilterCase(kind, share, filters, [.. ordered.Select(pair => pair.Query)], [.. ordered.Select(pair => pair.Filter)]);
    }

    /// <summary>All but some leaf categories; null where there are none.</summary>
    public ProductFilter? AllBut(int wanted, int seed)
    {
        if (_leaves.Length == 0)
        {
            return null;
        }

        HashSet<int> kept = [.. Subset.Near([.. _leaves.Select(leaf => leaf.Products)], wanted, seed)];
        string[] excluded = [.. _leaves.Where((_, place) => !kept.Contains(place)).Select(leaf => leaf.Path)];
        return _index.CreateFilter(f => f.NotInCategory(excluded));
    }

    private ProductFilter? Away(int own, int wanted)
    {
        for (int step = 0; step < _leaves.Length - 1; step++)
        {
            int leaf = (own + (_leaves.Length / 2) + step) % _leaves.Length;
            if (leaf != own && Around(leaf, own, wanted) is ProductFilter filter)
            {
                return filter;
            }
        }

        return null;
    }

    /// <summary>Null where the leaf alone is too large, or the leaves up to the forbidden one hold too few.</summary>
    private ProductFilter? Around(int leaf, int forbidden, int wanted)
    {
        int first = leaf;
        int last = leaf;
        long total = _leaves[leaf].Products;
        while (total < wanted)
        {
            int before = first - 1 >= 0 && first - 1 != forbidden ? Kinship(leaf, first - 1) : -1;
            int after = last + 1 < _leaves.Length && last + 1 != forbidden ? Kinship(leaf, last + 1) : -1;
            int next = after >= before ? last + 1 : first - 1;
            if (Math.Max(before, after) < 0 || total + _leaves[next].Products - wanted > wanted - total)
            {
                break;
            }

            total += _leaves[next].Products;
            (first, last) = (Math.Min(first, next), Math.Max(last, next));
        }

        if (!CaseMaker.IsNear((int)total, wanted))
        {
            return null;
        }

        string[] paths = [.. _leaves[first..(last + 1)].Select(category => category.Path)];
        ProductFilter filter = _index.CreateFilter(f => f.InCategory(paths));
        return CaseMaker.IsNear(filter.Count, wanted) ? filter : null;
    }

    /// <summary>Parts of the path that two leaves share.</summary>
    private int Kinship(int leaf, int other)
    {
        string[] a = _leaves[leaf].Path.Split('/');
        string[] b = _leaves[other].Path.Split('/');
        return a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
    }
}
