using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Columns of a catalogue that become facets, their names, and the separator of several values in a cell.
/// </summary>
internal sealed record FacetNames(IReadOnlyList<(string Name, string Column)> Columns, string Separator)
{
    public const string Option = "--facet";
    public const string SeparatorOption = "--facet-separator";
    public const string DefaultSeparator = "|";

    public static FacetNames None { get; } = new([], DefaultSeparator);

    public IReadOnlyList<string> Names => [.. Columns.Select(column => column.Name)];

    /// <summary>Parses name or name=column.</summary>
    public static FacetNames Parse(IReadOnlyList<string> asked, string separator)
    {
        if (separator.Length == 0)
        {
            throw new UsageException($"{SeparatorOption} must not be empty");
        }

        List<(string, string)> columns = [];
        foreach (string one in asked)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? one : one[..equals];
            string column = equals < 0 ? one : one[(equals + 1)..];
            if (name.Trim().Length == 0 || column.Length == 0)
            {
                throw new UsageException($"{Option} {one}: write {Option} name, or {Option} name=column");
            }

            columns.Add((NormalForm.Of(name.Trim()), NormalForm.Of(column)));
        }

        return new FacetNames(columns, separator);
    }

    /// <summary>Returns a cell with the separator of the library.</summary>
    public string Cell(string text, Func<string> where)
    {
        if (Separator == DefaultSeparator)
        {
            return text;
        }

        return text.Contains('|', StringComparison.Ordinal)
            ? throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" holds '|', which separates values in a snapshot; use "
                + "another character")
            : text.Replace(Separator, DefaultSeparator, StringComparison.Ordinal);
    }
}
