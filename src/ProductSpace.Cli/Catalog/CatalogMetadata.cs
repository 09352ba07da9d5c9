using ProductSpace.Storage;
using ProductSpace.Training;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// What a training takes from a catalogue: metadata of the products in the log, and a copy of all rows for the model
/// folder. Of several rows of one product the first counts. A row belongs to the product with its own id, or else to
/// the one that it is a variant of.
/// </summary>
internal sealed class CatalogMetadata
{
    private readonly CatalogReader _reader;
    private readonly string[] _fields;
    private readonly int[] _payload;

    /// <param name="reader">The open catalogue.</param>
    /// <param name="asked">Columns that the user names; null for category and brand, if the catalogue has them.</param>
    /// <param name="needsFields">Whether the training cannot do without.</param>
    /// <exception cref="TrainingInputException">A column that is needed is not there.</exception>
    public CatalogMetadata(CatalogReader reader, string[]? asked, bool needsFields)
    {
        _reader = reader;
        string[] known = reader.HasCategory
            ? [ColumnNames.Category, .. reader.PayloadColumns]
            : [.. reader.PayloadColumns];
        _fields = asked
            ?? [.. known.Where(column => column is ColumnNames.Category or ColumnNames.Brand)];
        foreach (string field in _fields)
        {
            if (!known.Contains(field))
            {
                throw new TrainingInputException(
                    $"{Where} line 1: no column \"{Printable.Shown(field)}\"; it has: {Listed(known)}; name others by "
                    + $"--metadata, or say {ColumnNames.Option} {field}=...");
            }
        }

        if (_fields.Length == 0 && needsFields)
        {
            throw new TrainingInputException(
                $"{Where} line 1: neither category nor brand; name columns by --metadata, of: {Listed(known)}");
        }

        _payload = Array.ConvertAll(_fields, field => reader.PayloadColumns.ToList().IndexOf(field));
    }

    /// <summary>How the catalogue was read, complete after <see cref="Read"/>.</summary>
    public CatalogReading Reading => _reader.Reading;

    /// <summary>Rows of the catalogue; counted while it is read.</summary>
    public long Rows { get; private set; }

    /// <summary>Products of the log that have a row.</summary>
    public int Products { get; private set; }

    private string Where => _reader.Reading.Path;

    /// <summary>Reads the metadata of the corpus's products.</summary>
    /// <param name="corpus">The cleaned log.</param>
    /// <param name="copy">File that receives all rows; null for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The metadata; null where the catalogue has no column for it.</returns>
    /// <exception cref="TrainingInputException">No product of the log has a row.</exception>
    public ProductMetadata? Read(SessionCorpus corpus, string? copy, CancellationToken cancellationToken)
    {
        ProductMetadata metadata = new(corpus);
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? example = null;
        using CatalogCopy? written = copy is null ? null : new CatalogCopy(copy, _reader);
        foreach (CatalogProduct row in _reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Rows++;
            written?.Add(row);
            string? id = metadata.Knows(row.Id) ? row.Id
                : row.GroupId is string group && metadata.Knows(group) ? group
                : null;
            example ??= row.Id;
            if (id is null || !seen.Add(id))
            {
                continue;
            }

            for (int i = 0; i < _fields.Length; i++)
            {
                metadata.Set(
                    _fields[i], id, _payload[i] < 0 ? Primary(row.Category) : OneLine(row.Payload[_payload[i]]));
            }
        }

        Products = seen.Count;
        if (Products == 0 && Rows > 0 && corpus.ProductCount > 0)
        {
            throw new TrainingInputException(
                $"{Where}: no product of the log has a row; its ids look like \"{Printable.Shown(example!)}\", those "
                + $"of the log like \"{Printable.Shown(corpus.ProductId(0))}\"; correct the export, or name another "
                + $"column with {ColumnNames.Option} {ColumnNames.ProductId}=...");
        }

        return _fields.Length == 0 ? null : metadata;
    }

    /// <summary>Returns the first category: a product's further categories, such as sale, come and go.</summary>
    private static string Primary(string category) => OneLine(category.Split('|')[0]);

    /// <summary>Makes a cell fit in one line: a token is a line of metadata.txt.</summary>
    private static string OneLine(string cell) => cell.ReplaceLineEndings(" ").Trim();

    private static string Listed(string[] columns) => string.Join(", ", columns.Select(Printable.Shown));
}
