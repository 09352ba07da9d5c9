using ProductSpace.Delta;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>How near categories are to each other.</summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Writes how near the category of each listed product is to that of one: 1 for the same primary category, 0.5 for
    /// one with the same category above it, or for the one above or below; else 0. The root is no category that
    /// products share, and a product without a category is near to none. A category that a delta brought counts as the
    /// known one above it. Nothing is allocated.
    /// </summary>
    internal void ScoreCategories(int like, ReadOnlySpan<int> ordinals, Span<float> nearness)
    {
        DeltaLog? log = DeltaLog;
        Enter();
        try
        {
            ProductColumns columns = Columns;
            int own = CategoryAt(columns, log, like);
            int above = AboveOf(columns, own);
            for (int i = 0; i < ordinals.Length; i++)
            {
                int other = CategoryAt(columns, log, ordinals[i]);
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

    /// <summary>
    /// Number of the primary category, as a delta says it, else the snapshot; 0, the root, for a product without one.
    /// </summary>
    private int CategoryAt(ProductColumns columns, DeltaLog? log, int ordinal)
    {
        DeltaAttributes? said = log?.AttributesOf(ordinal, log.Count);
        int product = said?.Base ?? ordinal;
        int category = said?.Place?.Primary ?? ((uint)product < (uint)Count ? columns.CategoryOf(product) : 0);
        return (uint)category < (uint)columns.CategoryCount ? category : 0;
    }

    /// <summary>Number of the category above one; 0 for a forged one.</summary>
    private static int AboveOf(ProductColumns columns, int category)
    {
        int above = columns.CategoryCount > 0 ? columns.ParentOf(category) : 0;
        return (uint)above < (uint)columns.CategoryCount ? above : 0;
    }
}
