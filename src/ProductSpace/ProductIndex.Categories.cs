using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>How near categories are to each other.</summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Writes how near the category of each listed product is to that of one: 1 for the same primary category, 0.5 for
    /// one with the same category above it, or for the one above or below; else 0. The root is no category that
    /// products share, and a product of a delta, or without a category, is near to none. Nothing is allocated.
    /// </summary>
    internal void ScoreCategories(int like, ReadOnlySpan<int> ordinals, Span<float> nearness)
    {
        Enter();
        try
        {
            ProductColumns columns = Columns;
            int own = CategoryAt(columns, like);
            int above = AboveOf(columns, own);
            for (int i = 0; i < ordinals.Length; i++)
            {
                int other = CategoryAt(columns, ordinals[i]);
                int otherAbove = AboveOf(columns, other);
                bool areNear = other == above || otherAbove == own || (above > 0 && otherAbove == above);
                nearness[i] = own == 0 || other == 0 ? 0 : other == own ? 1 : areNear ? 0.5f : 0;
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Number of the primary category; 0, the root, for a product that has none here.</summary>
    private int CategoryAt(ProductColumns columns, int ordinal)
    {
        int category = (uint)ordinal < (uint)Count ? columns.CategoryOf(ordinal) : 0;
        return (uint)category < (uint)columns.CategoryCount ? category : 0;
    }

    /// <summary>Number of the category above one; 0 for a forged one.</summary>
    private static int AboveOf(ProductColumns columns, int category)
    {
        int above = columns.CategoryCount > 0 ? columns.ParentOf(category) : 0;
        return (uint)above < (uint)columns.CategoryCount ? above : 0;
    }
}
