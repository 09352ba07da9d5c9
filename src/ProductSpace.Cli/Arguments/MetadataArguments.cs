using System.CommandLine;
using ProductSpace.Cli.Catalog;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Options of the verbs that train with a catalogue: which of its columns become metadata of the products, and columns
/// of the model's products.csv. The category is always the first field, which negatives use.
/// </summary>
internal sealed class MetadataArguments
{
    private const string ColumnOption = "--catalog-column";
    private const string Brand = "brand";

    private readonly Option<string?> _catalog = new("--catalog")
    {
        Description = "CSV with product_id, category and any further columns.",
    };
    private readonly Option<string?> _fields = new("--metadata")
    {
        Description =
            "Columns of the catalogue to use as metadata. Default: category,brand, if the catalogue has them.",
    };
    private readonly Option<string[]> _columns = new(ColumnOption)
    {
        Description = "Header of a column in the catalogue: --catalog-column category=product_type.",
    };

    public void AddTo(Command verb)
    {
        verb.Options.Add(_catalog);
        verb.Options.Add(_fields);
        verb.Options.Add(_columns);
    }

    /// <summary>Refuses contradictory options before any file is read.</summary>
    public void Check(ParseResult parsed, Prod2VecOptions options)
    {
        if (parsed.GetValue(_catalog) is null)
        {
            string? needs = parsed.GetValue(_fields) is not null ? "--metadata"
                : parsed.GetValue(_columns) is { Length: > 0 } ? ColumnOption
                : options.CategoryNegatives > 0 ? "--category-negatives"
                : options.MetadataWeight > 0 ? "--metadata-weight"
                : null;
            if (needs is not null)
            {
                throw new UsageException($"{needs} needs to know the products; give --catalog too");
            }
        }

        ColumnNames.Parse(parsed.GetValue(_columns) ?? [], ColumnOption);
        _ = Fields(parsed.GetValue(_fields));
    }

    /// <summary>Returns the catalogue; null without one.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_catalog);

    /// <summary>Reads the metadata of the corpus's products; null without a catalogue.</summary>
    public ProductMetadata? Read(ParseResult parsed, SessionCorpus corpus, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_catalog) is not string path)
        {
            return null;
        }

        CatalogReader reader = CatalogReader.Open(
            path,
            ColumnNames.Parse(parsed.GetValue(_columns) ?? [], ColumnOption));
        return Read(reader, path, Fields(parsed.GetValue(_fields)), corpus, cancellationToken);
    }

    /// <summary>
    /// Reads the metadata of these fields from a catalogue; null stands for category and brand, if it has them.
    /// </summary>
    public static ProductMetadata Read(
        CatalogReader reader,
        string path,
        string[]? asked,
        SessionCorpus corpus,
        CancellationToken cancellationToken)
    {
        string[] known = reader.HasCategory
            ? [ColumnNames.Category, .. reader.PayloadColumns]
            : [.. reader.PayloadColumns];
        string[] fields = asked ?? [.. known.Where(column => column is ColumnNames.Category or Brand)];
        foreach (string field in fields)
        {
            if (!known.Contains(field))
            {
                throw new TrainingInputException(
                    $"{path} line 1: no column \"{field}\"; it has: {string.Join(", ", known)}; name others by "
                    + $"--metadata, or say {ColumnOption} {field}=...");
            }
        }

        if (fields.Length == 0)
        {
            throw new TrainingInputException(
                $"{path} line 1: neither category nor brand; name columns by --metadata, of: {string.Join(", ", known)}"
            );
        }

        ProductMetadata metadata = new(corpus);
        int[] payload = Array.ConvertAll(fields, field => reader.PayloadColumns.ToList().IndexOf(field));
        foreach (CatalogProduct product in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < fields.Length; i++)
            {
                metadata.Set(
                    fields[i],
                    product.Id,
                    payload[i] < 0 ? Primary(product.Category) : OneLine(product.Payload[payload[i]]));
            }
        }

        return metadata;
    }

    private static string[]? Fields(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string[] fields = text.Split(',', StringSplitOptions.TrimEntries);
        return fields.Any(field => field.Length == 0) || fields.Distinct().Count() < fields.Length
            ? throw new UsageException($"--metadata {text}: write names of columns with commas between, each once")
            : [.. fields.OrderBy(field => field != ColumnNames.Category)];
    }

    /// <summary>Returns the first category: a product's further categories, such as sale, come and go.</summary>
    private static string Primary(string category) => OneLine(category.Split('|')[0]);

    /// <summary>Makes a cell fit in one line: a token is a line of metadata.txt.</summary>
    private static string OneLine(string cell) => cell.ReplaceLineEndings(" ").Trim();
}
