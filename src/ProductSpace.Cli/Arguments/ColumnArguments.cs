using System.CommandLine;
using ProductSpace.Cli.Catalog;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// The option that names columns, the same in every verb: of the log, of the catalogue, or of both. The names of the
/// two are different words, so that a name says which file it is about.
/// </summary>
internal sealed class ColumnArguments(bool hasLog, bool hasCatalog)
{
    private readonly Option<string[]> _columns = new(ColumnNames.Option)
    {
        Description = (hasLog, hasCatalog) switch
        {
            (true, true) =>
                "Header of a column that is not found by itself. In the log: session, user, time, product, event, "
                + "dwell, source, as --column session=SessionId; in the catalogue: "
                + $"{string.Join(", ", ColumnNames.All)}.",
            (true, false) =>
                "Header of a column that is not found by itself: --column session=SessionId; also user, time, product, "
                + "event, dwell, source.",
            _ =>
                "Header of a column that is not found by itself: --column category=product_type; also "
                + $"{string.Join(", ", ColumnNames.All.Where(name => name != ColumnNames.Category))}.",
        },
    };
    private readonly Option<string[]> _old = new("--catalog-column") { Hidden = true };

    private IReadOnlyList<string> Names =>
        [.. hasLog ? LogOptions.ColumnNames : [], .. hasCatalog ? ColumnNames.All : []];

    public void AddTo(Command verb)
    {
        verb.Options.Add(_columns);
        if (hasCatalog)
        {
            verb.Options.Add(_old);
        }
    }

    /// <summary>Returns the headers of the log's columns that are named.</summary>
    public IReadOnlyDictionary<string, string> Log(ParseResult parsed) =>
        Pairs(parsed).Where(pair => LogOptions.ColumnNames.Contains(pair.Ours))
            .GroupBy(pair => pair.Ours)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Theirs);

    /// <summary>Returns what is said of the catalogue's columns.</summary>
    public ColumnNames Catalog(ParseResult parsed) =>
        ColumnNames.Parse(
            [
                .. Pairs(parsed).Where(pair => ColumnNames.All.Contains(pair.Ours))
                    .Select(pair => $"{pair.Ours}={pair.Theirs}"),
            ]);

    /// <summary>Refuses a name that no file has, and one of the catalogue where there is none.</summary>
    public void Check(ParseResult parsed, bool isCatalogGiven)
    {
        if (parsed.GetValue(_old) is { Length: > 0 } old)
        {
            throw new UsageException(
                $"{_old.Name} {old[0]}: is now {_columns.Name}, as for the log: {_columns.Name} {old[0]}");
        }

        if (!isCatalogGiven && Catalog(parsed).Asked.Any())
        {
            throw new UsageException($"{_columns.Name} names a column of the catalogue; give --catalog too");
        }
    }

    private IEnumerable<(string Ours, string Theirs)> Pairs(ParseResult parsed)
    {
        foreach (string pair in parsed.GetValue(_columns) ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0 && equals < pair.Length - 1 && Names.Contains(pair[..equals])
                ? (pair[..equals], pair[(equals + 1)..])
                : throw new UsageException(
                    $"{_columns.Name} {pair}: write {_columns.Name} name=theirs, where name is one of "
                    + string.Join(", ", Names));
        }
    }
}
