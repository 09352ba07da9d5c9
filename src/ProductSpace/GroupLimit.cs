using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// Limits how many results of one search may belong to the same group: at most two of a brand, at most one of a
/// department. The default value sets no limit.
/// </summary>
/// <example><code>new SearchOptions { GroupLimit = GroupLimit.ByFacet("brand", 2) }</code></example>
public readonly record struct GroupLimit
{
    internal GroupLimit(string? facet, int categoryLevel, int max)
    {
        Facet = facet;
        CategoryLevel = categoryLevel;
        Max = max;
    }

    /// <summary>Facet whose values are the groups; null where categories are, or where no limit is set.</summary>
    public string? Facet { get; }

    /// <summary>Level of the category tree whose categories are the groups; 0 where a facet's values are.</summary>
    public int CategoryLevel { get; }

    /// <summary>Largest number of results of one group; 0 for no limit.</summary>
    public int Max { get; }

    /// <summary>
    /// Groups products by a facet. A product with several values belongs to the first in the order of their UTF-8
    /// bytes; one without a value belongs to no group and is never limited.
    /// </summary>
    /// <param name="facet">Name of the facet, such as "brand".</param>
    /// <param name="max">Largest number of results with the same value, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is below 1.</exception>
    public static GroupLimit ByFacet(string facet, int max)
    {
        ArgumentNullException.ThrowIfNull(facet);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return new GroupLimit(facet, categoryLevel: 0, max);
    }

    /// <summary>
    /// Groups products by a level of their primary category path. A product whose path is shorter belongs to the group
    /// of that path; one in the root belongs to no group and is never limited.
    /// </summary>
    /// <param name="level">Level of the category tree: 1 is the top, up to 16.</param>
    /// <param name="max">Largest number of results in the same category, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not from 1 to 16, or <paramref name="max"/> is below 1.
    /// </exception>
    public static GroupLimit ByCategory(int level, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, GroupTables.MostLevels);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return new GroupLimit(facet: null, level, max);
    }
}
