namespace ProductSpace.Cli.Catalog;

/// <summary>Which header stands for which of our columns; by default the same name.</summary>
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

    /// <summary>The option that names columns, for messages.</summary>
    public string Option { get; }

    /// <summary>Reads pairs name=theirs.</summary>
    public static ColumnNames Parse(IReadOnlyList<string> pairs, string option = "--column")
    {
        ColumnNames names = new(option);
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string ours = equals < 0 ? pair : pair[..equals];
            if (equals <= 0 || equals == pair.Length - 1 || !s_known.Contains(ours))
            {
                throw new UsageException($"{option} {pair}: write {option} name=theirs, where name is one of {string.Join(", ", s_known)}");
            }

            names._theirs[ours] = pair[(equals + 1)..];
        }

        return names;
    }

    /// <summary>Their header of one of our columns.</summary>
    public string this[string ours] => _theirs.GetValueOrDefault(ours, ours);

    /// <summary>Our name of one of their headers.</summary>
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

    /// <summary>Headers asked for by the option that a file must have.</summary>
    public IEnumerable<string> Asked => _theirs.Values;
}
