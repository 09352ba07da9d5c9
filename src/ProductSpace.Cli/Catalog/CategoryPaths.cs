using ProductSpace.Filtering;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Turns the categories of a catalogue into paths with '/' between levels. A slash inside a name becomes the one that
/// separates nothing.
/// </summary>
internal sealed class CategoryPaths
{
    public const string Option = "--category-separator";

    /// <summary>Separator of product feeds, which stands between blanks.</summary>
    private const string Feed = " > ";

    private const string Slash = "/";

    private readonly string _separator;

    private CategoryPaths(string separator) => _separator = separator;

    /// <summary>The separator without its blanks.</summary>
    public string Separator => _separator.Trim() is { Length: > 0 } trimmed ? trimmed : _separator;

    public static CategoryPaths Of(string separator) => new(separator);

    /// <summary>Finds the separator in the first categories of a file, given with their places.</summary>
    public static CategoryPaths Find(IEnumerable<(string Category, string Where)> categories)
    {
        string? feedAt = null;
        string? slashAt = null;
        foreach ((string category, string where) in categories)
        {
            if (category.Contains(Feed, StringComparison.Ordinal))
            {
                feedAt ??= where;
            }
            else if (category.Contains('/', StringComparison.Ordinal))
            {
                slashAt ??= where;
            }
        }

        return feedAt is not null && slashAt is not null
            ? throw new BuildInputException(
                $"{feedAt}: the levels of the category are separated by '>', but those of {slashAt} by '/'; say which "
                + $"it is ({Option} \">\" or {Option} /)")
            : new CategoryPaths(feedAt is null ? Slash : ">");
    }

    /// <summary>Returns the paths of a cell, with '|' between them.</summary>
    public string Read(string cell)
    {
        if (_separator == Slash || cell.Length == 0)
        {
            return cell;
        }

        if (_separator.Trim() == "|")
        {
            return PathOf(cell);
        }

        return cell.Contains('|', StringComparison.Ordinal)
            ? string.Join('|', Array.ConvertAll(cell.Split('|'), PathOf))
            : PathOf(cell);
    }

    private string PathOf(string text) =>
        string.Join(
            '/',
            text.Replace("/", CategoryTree.SlashInNames, StringComparison.Ordinal)
                .Split(
                    Separator.Replace("/", CategoryTree.SlashInNames, StringComparison.Ordinal),
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
