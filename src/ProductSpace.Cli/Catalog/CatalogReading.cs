namespace ProductSpace.Cli.Catalog;

/// <summary>How a catalogue was read, for the report of a build.</summary>
/// <param name="Path">The file.</param>
/// <param name="EmptyRows">Rows without any value, which were skipped.</param>
/// <param name="Columns">Our columns whose header has another name, as name=theirs.</param>
/// <param name="CategorySeparator">Separator of the levels of a category; null without categories.</param>
/// <param name="Currency">Currency of the prices, where they name one.</param>
/// <param name="Found">All columns of ours that the file has, as name or name=theirs.</param>
/// <param name="Notes">Columns that look like one of ours and are not taken, with the reason.</param>
internal sealed record CatalogReading(
    string Path,
    long EmptyRows,
    IReadOnlyList<string> Columns,
    string? CategorySeparator,
    string? Currency,
    IReadOnlyList<string> Found,
    IReadOnlyList<string> Notes);
