using ProductSpace.Recommendations.Placements;

namespace ProductSpace.Recommendations;

/// <summary>
/// Named placements: how recommendations are made on the product page, in the cart, on the home page and for a
/// returning shopper. Every snapshot has them; it can bring its own.
/// </summary>
public static class ProductPlacements
{
    /// <summary>
    /// Returns a placement by name. To change a setting for one host, use <c>with</c> and keep the result. Nothing is
    /// allocated after the first call for an index.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="name">
    /// product-page, cart, home, returning, similar, goes-with, or one that the snapshot was built with.
    /// </param>
    /// <exception cref="ArgumentException">There is no such placement; the message names those that are.</exception>
    /// <exception cref="InvalidDataException">The placements of the snapshot are wrong.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static Placement GetPlacement(this ProductIndex index, string name)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(name);
        PlacementSet set = PlacementSet.Of(index);
        return set.Find(name) ?? throw new ArgumentException(
            $"there is no placement \"{PlacementDocument.Shown(name)}\"; this snapshot has: "
            + string.Join(", ", set.Names),
            nameof(name));
    }

    /// <summary>
    /// Checks placements and puts them into a snapshot, in the place of built-in ones of the same names.
    /// </summary>
    /// <param name="builder">The build.</param>
    /// <param name="json">The placements: see <see cref="PlacementFile"/>. Kept until the build has run.</param>
    /// <param name="tables">Names of the item tables of the build, in the order in which it gets them.</param>
    /// <exception cref="InvalidDataException">Something is wrong; the message names it.</exception>
    /// <exception cref="ArgumentException">The build has placements already.</exception>
    public static ProductIndexBuilder UsePlacements(
        this ProductIndexBuilder builder, ReadOnlyMemory<byte> json, IReadOnlyList<string> tables)
    {
        ArgumentNullException.ThrowIfNull(builder);
        PlacementDocument.Parse(json.Span, tables);
        return builder.Attach(PlacementSet.Attachment, json);
    }

    /// <summary>Returns the names of all placements, in the order of their letters.</summary>
    /// <param name="index">Index to ask.</param>
    /// <exception cref="InvalidDataException">The placements of the snapshot are wrong.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static IReadOnlyList<string> GetPlacementNames(this ProductIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return PlacementSet.Of(index).Names;
    }

    /// <summary>
    /// Checks all placements for this index, the names in their rules included, and compiles the rules as the first
    /// recommendation would. Call it when an index is opened, so that a mistake shows there.
    /// </summary>
    /// <param name="index">Index to check.</param>
    /// <exception cref="InvalidDataException">
    /// The placements of the snapshot are wrong, or a rule names what the index does not know; the message names both.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static void PreparePlacements(this ProductIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        PlacementSet set = PlacementSet.Of(index);
        foreach (string name in set.Names)
        {
            try
            {
                if (set.Find(name)!.Rules is MerchandisingRules rules)
                {
                    index.Prepare(rules);
                }
            }
            catch (ArgumentException exception)
            {
                // The name of a parameter means nothing to who wrote the file.
                throw PlacementValues.Wrong(
                    name,
                    exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal));
            }
        }
    }
}
