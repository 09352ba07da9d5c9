using System.CommandLine;
using System.Text;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that say how a catalogue is written, in every verb that reads one.</summary>
internal sealed class CatalogFormArguments
{
    private readonly Option<string?> _encoding = new(TextEncodings.Option);
    private readonly Option<string?> _separator = new(CategoryPaths.Option)
    {
        Description =
            "Separator of the levels of a category. Default: '>' between blanks if the categories have it, else '/'.",
    };

    public CatalogFormArguments(string files) =>
        _encoding.Description = $"Encoding of {files}, such as windows-1252. Default: UTF-8.";

    public string SeparatorName => _separator.Name;

    public void AddTo(Command verb) => verb.AddOptions(_encoding, _separator);

    public Encoding? Encoding(ParseResult parsed) => TextEncodings.Parse(parsed.GetValue(_encoding));

    public bool IsSeparatorGiven(ParseResult parsed) => parsed.GetValue(_separator) is not null;

    /// <summary>Refuses options that cannot be used, before any file is read.</summary>
    public CatalogOptions Read(ParseResult parsed, string? dateFormat) =>
        parsed.GetValue(_separator) is { Length: 0 }
            ? throw new UsageException($"{_separator.Name} must not be empty")
            : new CatalogOptions(Encoding(parsed), dateFormat, parsed.GetValue(_separator));

    /// <summary>Refuses options about a catalogue where there is none.</summary>
    public void RequireCatalog(ParseResult parsed)
    {
        string? given = IsSeparatorGiven(parsed) ? _separator.Name
            : parsed.GetValue(_encoding) is not null ? _encoding.Name
            : null;
        if (given is not null)
        {
            throw new UsageException($"{given} is about the catalogue; give --catalog too");
        }
    }
}
