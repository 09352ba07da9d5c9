using System.CommandLine;
using ProductSpace.Cli.Catalog;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Options of the verbs that train with a catalogue: which of its columns become metadata of the products, and columns
/// of the model's products.csv. The category is always the first field, which negatives use.
/// </summary>
internal sealed class MetadataArguments(LogArguments log)
{
    private readonly Option<string?> _catalog = new("--catalog")
    {
        Description =
            "CSV of the products: id, category, name, brand, price, stock and any further columns. All of it stays "
            + "with the model.",
    };
    private readonly Option<string?> _fields = new("--metadata")
    {
        Description =
            "Columns of the catalogue to use as metadata. Default: category,brand, if the catalogue has them.",
    };
    private readonly CatalogFormArguments _form = new("the catalogue");

    public void AddTo(Command verb)
    {
        verb.AddOptions(_catalog, _fields);
        _form.AddTo(verb);
    }

    /// <summary>Refuses contradictory options before any file is read.</summary>
    public void Check(ParseResult parsed, Prod2VecOptions options)
    {
        bool hasCatalog = parsed.GetValue(_catalog) is not null;
        log.Columns.Check(parsed, hasCatalog);
        if (!hasCatalog)
        {
            string? needs = parsed.GetValue(_fields) is not null ? "--metadata"
                : options.CategoryNegatives > 0 ? "--category-negatives"
                : options.MetadataWeight > 0 ? "--metadata-weight"
                : null;
            if (needs is not null)
            {
                throw new UsageException($"{needs} needs to know the products; give --catalog too");
            }

            _form.RequireCatalog(parsed);
        }

        _ = Fields(parsed);
        _ = _form.Read(parsed, null);
    }

    /// <summary>Returns the catalogue; null without one.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_catalog);

    /// <summary>
    /// Opens the catalogue and finds its columns, so that a wrong header shows before a log is cleaned; null without
    /// one.
    /// </summary>
    public CatalogMetadata? Open(ParseResult parsed, Prod2VecOptions options)
    {
        if (parsed.GetValue(_catalog) is not string path)
        {
            return null;
        }

        CatalogReader reader = CatalogReader.Open(
            path, log.Columns.Catalog(parsed), options: _form.Read(parsed, log.DateFormat(parsed)));
        return new CatalogMetadata(
            reader, Fields(parsed), needsFields: options.CategoryNegatives > 0 || options.MetadataWeight > 0);
    }

    private string[]? Fields(ParseResult parsed)
    {
        if (parsed.GetValue(_fields) is not string text)
        {
            return null;
        }

        string[] fields = text.Split(',', StringSplitOptions.TrimEntries);
        return fields.Any(field => field.Length == 0) || fields.Distinct().Count() < fields.Length
            ? throw new UsageException(
                $"{_fields.Name} {text}: write names of columns with commas between, each once")
            : [.. fields.OrderBy(field => field != ColumnNames.Category)];
    }
}
