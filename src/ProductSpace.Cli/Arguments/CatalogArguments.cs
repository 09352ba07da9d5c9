using System.CommandLine;
using System.Text;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `build` that say how the shop's files are written, and what may be wrong with them.</summary>
internal sealed class CatalogArguments
{
    private readonly Option<string?> _encoding = new(TextEncodings.Option)
    {
        Description =
            "Encoding of the catalogue, of --ids and of the ids in text vectors, such as windows-1252. Default: UTF-8.",
    };
    private readonly Option<string?> _dateFormat = new("--date-format")
    {
        Description =
            "How first_seen writes dates, such as dd-MM-yyyy. Default: only dates that can be read in one way.",
    };
    private readonly Option<string?> _separator = new(CategoryPaths.Option)
    {
        Description =
            "Separator of the levels of a category. Default: '>' between blanks if the categories have it, else '/'.",
    };
    private readonly Option<bool> _allowUnjoined = new("--allow-unjoined-catalog")
    {
        Description = "Build although fewer than a tenth of the rows of the catalogue have the id of a vector.",
    };

    private readonly Option<string[]> _numbers = new(NumberNames.Option)
    {
        Description =
            "Column of numbers that filters can use: --number rating, or --number size=eu_size; several in a cell "
            + "between '|'.",
    };

    public void AddTo(Command verb) => verb.AddOptions(_numbers, _encoding, _dateFormat, _separator, _allowUnjoined);

    public Encoding? Encoding(ParseResult parsed) => TextEncodings.Parse(parsed.GetValue(_encoding));

    public bool AllowUnjoined(ParseResult parsed) => parsed.GetValue(_allowUnjoined);

    /// <summary>Refuses options that cannot be used, before any file is read.</summary>
    public CatalogOptions Read(ParseResult parsed, bool hasCatalog)
    {
        string? format = parsed.GetValue(_dateFormat);
        string? separator = parsed.GetValue(_separator);
        NumberNames numbers = NumberNames.Parse(parsed.GetValue(_numbers) ?? []);
        if (!hasCatalog && numbers.Columns.Count > 0)
        {
            throw new UsageException($"{NumberNames.Option} names a column of the catalogue; give --catalog too");
        }

        if (!hasCatalog && (format is not null || separator is not null || AllowUnjoined(parsed)))
        {
            throw new UsageException(
                $"{_dateFormat.Name}, {_separator.Name} and {_allowUnjoined.Name} are about the catalogue; give "
                + "--catalog too");
        }

        TimeText.CheckFormat(_dateFormat.Name, format);
        return separator is { Length: 0 }
            ? throw new UsageException($"{_separator.Name} must not be empty")
            : new CatalogOptions(Encoding(parsed), format, separator) { Numbers = numbers };
    }
}
