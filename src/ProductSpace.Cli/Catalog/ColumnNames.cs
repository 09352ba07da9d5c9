using ProductSpace.Memory;

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
    private static readonly (string Ours, string[] Feeds)[] s_feed =
    [
        (ProductId, ["id"]),
        (Category, ["product_type", "google_product_category"]),
        ("name", ["title"]),
        (Price, []),
        (InStock, ["availability"]),
        (FirstSeen, []),
    ];

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

            names._theirs[ours] = NormalForm.Of(pair[(equals + 1)..].Trim());
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

    /// <summary>
    /// Returns these names for a file of a product feed, which has an id, a title, an availability and a product type
    /// (or else Google's category); the same for other files. What the option names stays.
    /// </summary>
    public ColumnNames For(string[] headers)
    {
        if (_theirs.ContainsKey(ProductId)
            || headers.Contains(ProductId)
            || Array.TrueForAll(headers, header => Normal(header) != "id"))
        {
            return this;
        }

        ColumnNames names = new(Option);
        foreach ((string ours, string[] feeds) in s_feed)
        {
            string? theirs = feeds.Prepend(ours)
                .Select(feed => Array.Find(headers, header => Normal(header) == feed))
                .FirstOrDefault(header => header is not null);
            if (theirs is not null && !_theirs.ContainsValue(theirs))
            {
                names._theirs[ours] = theirs;
            }
        }

        foreach ((string ours, string theirs) in _theirs)
        {
            names._theirs[ours] = theirs;
        }

        return names;
    }

    /// <summary>Lists what the columns of a feed became.</summary>
    public IEnumerable<string> Mapped =>
        s_known.Where(ours => this[ours] != ours).Select(ours => $"{ours}={_theirs[ours]}");

    /// <summary>Feeds differ in case, in blanks for underscores, and in a prefix.</summary>
    private static string Normal(string header)
    {
        string name = header.Trim().Replace(' ', '_').ToLowerInvariant();
        return name.StartsWith("g:", StringComparison.Ordinal) ? name[2..] : name;
    }

    /// <summary>Headers that the option names, which a file must have.</summary>
    public IEnumerable<string> Asked => _theirs.Values;
}
