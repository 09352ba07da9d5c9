namespace ProductSpace.Cli.Catalog;

/// <summary>Maps our columns to the headers of a file; a column has the header of its name by default.</summary>
internal sealed class ColumnNames
{
    public const string ProductId = "product_id";
    public const string Category = "category";
    public const string Price = "price";
    public const string InStock = "in_stock";
    public const string FirstSeen = "first_seen";

    private static readonly string[] s_known = [ProductId, Category, "name", Price, InStock, FirstSeen];
    private readonly Dictionary<string, string> _theirs = [];

    private ColumnNames(string option) => Option = option;

    /// <summary>Name of the option that maps columns, for messages.</summary>
    public string Option { get; }

    /// <summary>Parses pairs name=theirs.</summary>
    public static ColumnNames Parse(IReadOnlyList<string> pairs, string option = "--column")
    {
        ColumnNames names = new(option);
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string ours = equals < 0 ? pair : pair[..equals];
            if (equals <= 0 || equals == pair.Length - 1 || !s_known.Contains(ours))
            {
                throw new UsageException(
                    $"{option} {pair}: write {option} name=theirs, where name is one of {string.Join(", ", s_known)}");
            }

            names._theirs[ours] = pair[(equals + 1)..];
        }

        return names;
    }

    /// <summary>Returns the file's header for one of our columns.</summary>
    public string this[string ours] => _theirs.GetValueOrDefault(ours, ours);

    /// <summary>Returns our name for one of the file's headers.</summary>
    public string OursOf(string theirs)
    {
        foreach ((string ours, string header) in _theirs)
        {
            if (header == theirs)
            {
                return ours;
            }
        }

        return theirs;
    }

    /// <summary>Headers that the option names, which a file must have.</summary>
    public IEnumerable<string> Asked => _theirs.Values;
}
