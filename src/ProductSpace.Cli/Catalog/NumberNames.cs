using System.Globalization;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>Columns of a catalogue that become number columns, and their names.</summary>
internal sealed record NumberNames(IReadOnlyList<(string Name, string Column)> Columns)
{
    public const string Option = "--number";

    /// <summary>Separates several numbers of one product in a cell.</summary>
    private const char Separator = '|';

    public static NumberNames None { get; } = new([]);

    public IReadOnlyList<string> Names => [.. Columns.Select(column => column.Name)];

    /// <summary>Parses name or name=column.</summary>
    public static NumberNames Parse(IReadOnlyList<string> asked)
    {
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

        return new NumberNames(columns);
    }

    /// <summary>Parses a cell: no number where it is empty, several between '|'.</summary>
    public static double[] Cell(string text, Func<string> where)
    {
        if (text.Length == 0)
        {
            return [];
        }

        string[] parts = text.Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(parts, part => TryParse(part, out double number)
            ? number
            : throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(part)}\" is no number; write it like 4.5, and several like 38|39.5"));
    }

    /// <summary>Parses a finite number with a decimal point and without separators of thousands.</summary>
    public static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>Parses a range MIN..MAX, of which one bound may be empty.</summary>
    public static bool TryParseRange(string text, out double? least, out double? most)
    {
        (least, most) = (null, null);
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        return dots >= 0
            && text.Length > 2
            && TryBound(text[..dots], out least)
            && TryBound(text[(dots + 2)..], out most);
    }

    private static bool TryBound(string text, out double? bound)
    {
        bool isNumber = TryParse(text, out double number);
        bound = isNumber ? number : null;
        return isNumber || text.Length == 0;
    }
}
