using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Evaluation;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `evaluate` for the catalogue: categories for measures; names and prices for examples.</summary>
internal sealed class FactsArguments
{
    private const string ColumnOption = "--catalog-column";
    private const string Name = "name";
    private const double MinorUnits = 100;

    private readonly Option<string?> _catalog = new("--catalog", "--products")
    {
        Description = "CSV with product_id, and any of category, name and price.",
    };
    private readonly Option<string[]> _columns = new(ColumnOption)
    {
        Description = "Header of a column in the catalogue: --catalog-column category=product_type.",
    };

    public void AddTo(Command verb) => verb.AddOptions(_catalog, _columns);

    /// <summary>Refuses contradictory options before any file is read.</summary>
    public void Check(ParseResult parsed)
    {
        ColumnNames.Parse(parsed.GetValue(_columns) ?? [], ColumnOption);
        if (parsed.GetValue(_catalog) is null && parsed.GetValue(_columns) is { Length: > 0 })
        {
            throw new UsageException($"{ColumnOption} is about the catalogue; give --catalog too");
        }
    }

    /// <summary>Returns the catalogue; null without one.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_catalog);

    /// <summary>
    /// Reads what the catalogue says of these products; of several rows of one product the first counts.
    /// </summary>
    public IReadOnlyDictionary<string, ProductFacts> Read(
        ParseResult parsed, IEnumerable<string> products, CancellationToken cancellationToken)
    {
        Dictionary<string, ProductFacts> facts = [];
        if (parsed.GetValue(_catalog) is not string path)
        {
            return facts;
        }

        HashSet<string> known = [.. products];
        CatalogReader reader = CatalogReader.Open(
            path, ColumnNames.Parse(parsed.GetValue(_columns) ?? [], ColumnOption));
        int name = reader.PayloadColumns.ToList().IndexOf(Name);
        foreach (CatalogProduct product in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known.Contains(product.Id))
            {
                string price = product.Price is long minor
                    ? (minor / MinorUnits).ToString("F2", CultureInfo.InvariantCulture)
                    : string.Empty;
                facts.TryAdd(product.Id, new ProductFacts(
                    product.Category.Split('|')[0], name < 0 ? string.Empty : product.Payload[name], price));
            }
        }

        return facts;
    }
}
