namespace ProductSpace.Planning;

/// <summary>
/// Nanoseconds of counted work on one core: vectors in random order are cache misses, blocks of cells are read in order.
/// Only the ratios matter to a choice between roads; they are similar on all processors that were looked at
/// (decisions/cells.md).
/// </summary>
internal static class CostModel
{
    /// <summary>A vector that a walk scores, with its share of hop, list and pool.</summary>
    private const double WalkedVector = 33;

    /// <summary>A centroid: groups are in the second cache, cells of a group lie side by side.</summary>
    private const double Centroid = 6;

    /// <summary>A cache line of 4-bit codes.</summary>
    private const double BlockLine = 7;

    /// <summary>Descent through the upper layers, in vectors.</summary>
    private const double Descent = 150;

    private const double Probe = 3000;

    public static double Walk(double scored) => (scored + Descent) * WalkedVector;

    public static double Cells(double compared, double cells, int blockLines, double scored) =>
        Probe + (compared * Centroid) + (cells * blockLines * BlockLine) + (scored * WalkedVector);
}
