using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Evaluation;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `evaluate` for the catalogue: categories for measures; names and prices for examples.</summary>
internal sealed class FactsArguments(LogArguments log)
{
    private const double MinorUnits = 100;

    private readonly Option<string?> _catalog = new("--catalog", "--products")
    {
        Description = "CSV of the products: id, and any of category, name and price.",
    };
    private readonly CatalogFormArguments _form = new("the catalogue");

    public void AddTo(Command verb)
    {
        verb.Options.Add(_catalog);
        _form.AddTo(verb);
    }

    /// <summary>Refuses contradictory options before any file is read.</summary>
    public void Check(ParseResult parsed)
    {
        bool hasCatalog = parsed.GetValue(_catalog) is not null;
        log.Columns.Check(parsed, hasCatalog);
        if (!hasCatalog)
        {
            _form.RequireCatalog(parsed);
        }

        _ = _form.Read(parsed, null);
    }

    /// <summary>Returns the catalogue; null without one.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_catalog);

    /// <summary>
    /// Opens the catalogue and finds its columns, so that a wrong header shows before a log is read; null without one.
    /// </summary>
    public CatalogReader? Open(ParseResult parsed) => parsed.GetValue(_catalog) is string path
        ? CatalogReader.Open(path, log.Columns.Catalog(parsed), options: _form.Read(parsed, log.DateFormat(parsed)))
        : null;

    /// <summary>
    /// Reads what a catalogue says of these products; of several rows of one product the first counts. A row belongs
    /// to the product with its own id, or else to the one that it is a variant of.
    /// </summary>
    public static IReadOnlyDictionary<string, ProductFacts> Read(
        CatalogReader? reader, IEnumerable<string> products, CancellationToken cancellationToken)
    {
        Dictionary<string, ProductFacts> facts = [];
        if (reader is null)
        {
            return facts;
        }

        HashSet<string> known = [.. products];
        int name = reader.PayloadColumns.ToList().IndexOf(ColumnNames.Name);
        foreach (CatalogProduct product in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? id = known.Contains(product.Id) ? product.Id
                : product.GroupId is string group && known.Contains(group) ? group
                : null;
            if (id is not null)
            {
                string price = product.Price is long minor
                    ? (minor / MinorUnits).ToString("F2", CultureInfo.InvariantCulture)
                    : string.Empty;
                facts.TryAdd(id, new ProductFacts(
                    product.Category.Split('|')[0], name < 0 ? string.Empty : product.Payload[name], price));
            }
        }

        return facts;
    }
}
