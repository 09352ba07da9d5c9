using ProductSpace.Recommendations.Placements;

namespace ProductSpace.Recommendations;

/// <summary>
/// Reads and writes named placements as JSON, such as
/// {"cart": {"base": "cart", "candidates": 200, "tables": {"together": 1}}}.
/// A placement begins with the built-in one that "base" names, without it with the built-in one of its own name, else
/// with the defaults; it then changes what it says. Strict, since a file may be hostile and a typing error must not
/// pass: anything unknown, given twice, or out of its range is refused by its name.
/// </summary>
public static class PlacementFile
{
    /// <summary>Maximum number of bytes.</summary>
    public const int MaxBytes = PlacementDocument.MaxBytes;

    /// <summary>Maximum number of placements.</summary>
    public const int MaxPlacements = PlacementDocument.MaxPlacements;

    /// <summary>Reads and checks all placements.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="tables">Names of the snapshot's item tables, in their order: see ProductIndex.Tables.</param>
    /// <exception cref="InvalidDataException">Something is wrong; the message names it.</exception>
    public static IReadOnlyDictionary<string, Placement> Parse(
        ReadOnlySpan<byte> json, IReadOnlyList<string> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return PlacementDocument.Parse(json, tables);
    }

    /// <summary>
    /// Writes placements with all their settings, rules included, so that <see cref="Parse"/> gives the same ones back.
    /// </summary>
    /// <param name="placements">Placements by name.</param>
    /// <param name="tables">Names of the item tables that their weights are of, in this order.</param>
    /// <returns>UTF-8 text.</returns>
    /// <exception cref="ArgumentException">
    /// A placement is wrong, or holds what only code can give: a ranker, a compiled filter, own scores. Or they are too
    /// many or too large.
    /// </exception>
    public static byte[] Write(IReadOnlyDictionary<string, Placement> placements, IReadOnlyList<string> tables)
    {
        ArgumentNullException.ThrowIfNull(placements);
        ArgumentNullException.ThrowIfNull(tables);
        return PlacementWriter.Write(placements, tables);
    }
}
