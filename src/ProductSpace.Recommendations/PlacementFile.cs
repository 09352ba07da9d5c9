using ProductSpace.Recommendations.Placements;

namespace ProductSpace.Recommendations;

/// <summary>
/// Reads named placements from JSON, such as {"cart": {"base": "cart", "candidates": 200, "tables": {"together": 1}}}.
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
}
