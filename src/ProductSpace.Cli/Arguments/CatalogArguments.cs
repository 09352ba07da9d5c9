using System.CommandLine;
using System.Text;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `build` that say how the shop's files are written, and what may be wrong with them.</summary>
internal sealed class CatalogArguments
{
    private readonly CatalogFormArguments _form = new("the catalogue, of --ids and of the ids in text vectors");
    private readonly Option<string?> _dateFormat = new("--date-format")
    {
        Description =
            "How first_seen writes dates, such as dd-MM-yyyy. Default: only dates that can be read in one way.",
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

    public void AddTo(Command verb)
    {
        verb.AddOptions(_numbers);
        _form.AddTo(verb);
        verb.AddOptions(_dateFormat, _allowUnjoined);
    }

    public bool AllowUnjoined(ParseResult parsed) => parsed.GetValue(_allowUnjoined);

    public Encoding? Encoding(ParseResult parsed) => _form.Encoding(parsed);

    /// <summary>Refuses options that cannot be used, before any file is read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="hasCatalog">Whether there is a catalogue, of the shop or of the model.</param>
    public CatalogOptions Read(ParseResult parsed, bool hasCatalog)
    {
        string? format = parsed.GetValue(_dateFormat);
        NumberNames numbers = NumberNames.Parse(parsed.GetValue(_numbers) ?? []);
        if (!hasCatalog && numbers.Columns.Count > 0)
        {
            throw new UsageException($"{NumberNames.Option} names a column of the catalogue; give --catalog too");
        }

        if (!hasCatalog && (format is not null || _form.IsSeparatorGiven(parsed) || AllowUnjoined(parsed)))
        {
            throw new UsageException(
                $"{_dateFormat.Name}, {_form.SeparatorName} and {_allowUnjoined.Name} are about the catalogue; give "
                + "--catalog too");
        }

        TimeText.CheckFormat(_dateFormat.Name, format);
        return _form.Read(parsed, format) with { Numbers = numbers };
    }

    /// <summary>Refuses options about the form of a catalogue that `train` has read already.</summary>
    public void RequireOwnForm(ParseResult parsed)
    {
        string? given = parsed.GetValue(_dateFormat) is not null ? _dateFormat.Name
            : _form.IsSeparatorGiven(parsed) ? _form.SeparatorName
            : null;
        if (given is not null)
        {
            throw new UsageException(
                $"{given} is about a catalogue, and the model brings the one of its training; give --catalog too");
        }
    }
}
