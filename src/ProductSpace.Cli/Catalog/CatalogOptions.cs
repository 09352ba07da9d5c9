using System.Text;

namespace ProductSpace.Cli.Catalog;

/// <summary>What a catalogue does not say itself.</summary>
/// <param name="Encoding">Encoding of the file; UTF-8 by default.</param>
/// <param name="DateFormat">Format of dates, as "dd-MM-yyyy"; by default only dates that begin with the year.</param>
/// <param name="CategorySeparator">Separator of the levels of a category; found by default.</param>
/// <param name="IsOurs">Whether `train` wrote the file, so that nothing of it has to be found.</param>
internal sealed record CatalogOptions(
    Encoding? Encoding = null, string? DateFormat = null, string? CategorySeparator = null, bool IsOurs = false)
{
    /// <summary>How a catalogue in a model folder is read.</summary>
    public static CatalogOptions Ours { get; } = new(CategorySeparator: "/", IsOurs: true);

    /// <summary>Columns that become number columns.</summary>
    public NumberNames Numbers { get; init; } = NumberNames.None;
}
