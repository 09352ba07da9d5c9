namespace ProductSpace.Evaluation.Measures;

/// <summary>
/// Category paths of products by number, and how far apart two of them are: 1 minus the number of common first parts
/// over the number of parts of the longer path. Equal paths have the distance 0, paths without a common part 1.
/// </summary>
internal sealed class CategoryPaths
{
    private readonly int[] _categories;
    private readonly int[][] _parts;

    /// <summary>Numbers the paths in the order of the products; an empty path is unknown.</summary>
    public CategoryPaths(IReadOnlyList<string> paths)
    {
        Dictionary<string, int> categories = [];
        Dictionary<string, int> prefixes = [];
        List<int[]> parts = [];
        _categories = new int[paths.Count];
        for (int product = 0; product < _categories.Length; product++)
        {
            string path = paths[product];
            if (path.Length == 0)
            {
                _categories[product] = -1;
                continue;
            }

            if (categories.TryAdd(path, parts.Count))
            {
                parts.Add(Prefixes(path, prefixes));
            }

            _categories[product] = categories[path];
        }

        _parts = [.. parts];
    }

    /// <summary>Number of the category of each product, -1 where it is unknown.</summary>
    public IReadOnlyList<int> Categories => _categories;

    /// <summary>True if any product has a category.</summary>
    public bool AreKnown => _parts.Length > 0;

    /// <summary>Returns the distance of two products; null where a category is unknown.</summary>
    public double? Distance(int first, int second)
    {
        int one = _categories[first], other = _categories[second];
        if (one < 0 || other < 0)
        {
            return null;
        }

        int[] parts = _parts[one], others = _parts[other];
        int common = 0;
        while (common < parts.Length && common < others.Length && parts[common] == others[common])
        {
            common++;
        }

        return 1 - ((double)common / Math.Max(parts.Length, others.Length));
    }

    /// <summary>Returns a number for each prefix of a path, equal for equal prefixes of other paths.</summary>
    private static int[] Prefixes(string path, Dictionary<string, int> prefixes)
    {
        List<int> numbers = [];
        for (int end = path.IndexOf('/'); ; end = path.IndexOf('/', end + 1))
        {
            string prefix = end < 0 ? path : path[..end];
            prefixes.TryAdd(prefix, prefixes.Count);
            numbers.Add(prefixes[prefix]);
            if (end < 0)
            {
                return [.. numbers];
            }
        }
    }
}
