using System.Runtime.CompilerServices;

namespace ProductSpace.Snapshot;

/// <summary>
/// To which group of an answer each product belongs: by a value of a facet, one number a product, or by a level of the
/// category tree, one number a category. -1 where it belongs to none; such products are never one too many.
/// Immutable; whatever a forged file says, groups are in [-1, Count).
/// </summary>
internal sealed class GroupColumn
{
    private readonly int[] _groups;

    /// <summary>Null where <see cref="_groups"/> goes by ordinal.</summary>
    private readonly ProductColumns? _columns;

    private readonly int[] _sizes;
    private readonly long _alone;

    /// <param name="groups">Group of each product, or of each category where there are columns.</param>
    /// <param name="count">Groups.</param>
    /// <param name="products">Products of the snapshot.</param>
    /// <param name="columns">Knows the categories of the products.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public GroupColumn(int[] groups, int count, int products, ProductColumns? columns)
    {
        _groups = groups;
        _columns = columns;
        Count = count;
        _sizes = new int[count];
        for (int ordinal = 0; ordinal < products; ordinal++)
        {
            int group = GroupOf(ordinal);
            if (group >= 0)
            {
                _sizes[group]++;
            }
            else
            {
                _alone++;
            }
        }
    }

    public int Count { get; }

    /// <summary>Number of the facet that it groups by; -1 where it groups by a level of the category tree.</summary>
    public int Facet { get; init; } = -1;

    /// <summary>Number of the facet's first value, which is group 0.</summary>
    public int FirstValue { get; init; }

    /// <summary>The level that it groups by; 0 where it groups by a facet.</summary>
    public int Level { get; init; }

    /// <summary>The group of a category, in a column of a level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OfCategory(int category) => (uint)category < (uint)_groups.Length ? _groups[category] : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GroupOf(int ordinal)
    {
        int place = _columns is null ? ordinal : _columns.CategoryOf(ordinal);
        return (uint)place < (uint)_groups.Length ? _groups[place] : -1;
    }

    /// <summary>
    /// Products of the whole snapshot that can be shown with at most <paramref name="most"/> of each group.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Possible(int most)
    {
        long possible = _alone;
        foreach (int size in _sizes)
        {
            possible += Math.Min(size, most);
        }

        return possible;
    }
}
