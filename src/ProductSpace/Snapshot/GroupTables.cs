using System.Runtime.CompilerServices;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// The group columns of a snapshot, each made when it is first asked for: four bytes a product for a facet, of which a
/// snapshot has at most <see cref="FacetColumns.MaxFacets"/>, and four bytes a category for a level. Any number of
/// threads.
/// </summary>
internal sealed class GroupTables(ProductColumns columns, SnapshotSections sections)
{
    /// <summary>Levels of the category tree that can be grouped by.</summary>
    public const int MostLevels = 16;

    /// <summary>
    /// Values that a product may have on average; a forged file could claim more than anybody would wait for.
    /// </summary>
    private const long MostValues = 1024;

    private readonly Lock _lock = new();
    private readonly GroupColumn?[] _facets = new GroupColumn?[columns.Facets.Count];
    private readonly GroupColumn?[] _levels = new GroupColumn?[MostLevels + 1];

    /// <summary>Grouped by the first of a product's values, in the order of their bytes.</summary>
    /// <exception cref="SnapshotException">the facet's postings say more than can be true.</exception>
    public GroupColumn OfFacet(int facet) => Volatile.Read(ref _facets[facet]) ?? MakeFacet(facet);

    /// <summary>Groups by the category of a level, or by the product's own where that is less deep.</summary>
    public GroupColumn OfLevel(int level) => Volatile.Read(ref _levels[level]) ?? MakeLevel(level);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private GroupColumn MakeFacet(int facet)
    {
        lock (_lock)
        {
            if (_facets[facet] is GroupColumn made)
            {
                return made;
            }

            int[] groups = new int[columns.Count];
            Array.Fill(groups, -1);
            (int first, int end) = columns.Facets.ValuesOf(facet);
            long marked = 0;
            for (int value = end - 1; value >= first; value--)
            {
                marked += columns.Facets.PostingOf(value).Mark(groups, value - first);
                if (marked > MostValues * columns.Count)
                {
                    throw sections.Fault(
                        SectionId.NameOf(SectionId.FacetPostings),
                        sections.OffsetOf(SectionId.FacetPostings),
                        $"the postings of facet \"{columns.Facets.Names[facet]}\" overlap");
                }
            }

            GroupColumn column =
                new(groups, end - first, columns.Count, columns: null) { Facet = facet, FirstValue = first };
            Volatile.Write(ref _facets[facet], column);
            return column;
        }
    }

    /// <summary>A parent comes before its children; one that does not is taken for the root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private GroupColumn MakeLevel(int level)
    {
        lock (_lock)
        {
            if (_levels[level] is GroupColumn made)
            {
                return made;
            }

            int[] groups = new int[columns.CategoryCount];
            int[] depths = new int[groups.Length];
            for (int category = 0; category < groups.Length; category++)
            {
                int parent = columns.ParentOf(category);
                bool isRoot = (uint)parent >= (uint)category;
                depths[category] = isRoot ? 0 : depths[parent] + 1;
                groups[category] = isRoot ? -1 : depths[category] <= level ? category : groups[parent];
            }

            GroupColumn column = new(groups, groups.Length, columns.Count, columns) { Level = level };
            Volatile.Write(ref _levels[level], column);
            return column;
        }
    }
}
