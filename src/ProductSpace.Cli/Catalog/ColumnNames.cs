using ProductSpace.Memory;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// What a user says of the columns of a catalogue: our name of a column and the header that the file has for it.
/// <see cref="CatalogColumns"/> finds the others.
/// </summary>
internal sealed class ColumnNames
{
    public const string Option = "--column";
    public const string ProductId = "product_id";
    public const string Category = "category";
    public const string Name = "name";
    public const string Brand = "brand";
    public const string Price = "price";
    public const string InStock = "in_stock";
    public const string FirstSeen = "first_seen";
    public const string Group = "item_group_id";

    private readonly Dictionary<string, string> _theirs = [];

    /// <summary>Our columns, in the order in which they are found and reported.</summary>
    public static IReadOnlyList<string> All { get; } =
        [ProductId, Category, Name, Brand, Price, InStock, FirstSeen, Group];

    public static ColumnNames None { get; } = new();

    /// <summary>Headers that the option names, which a file must have.</summary>
    public IEnumerable<string> Asked => _theirs.Values;

    /// <summary>Parses pairs name=theirs.</summary>
    public static ColumnNames Parse(IReadOnlyList<string> pairs)
    {
        ColumnNames names = new();
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string ours = equals < 0 ? pair : pair[..equals];
            if (equals <= 0 || equals == pair.Length - 1 || !All.Contains(ours))
            {
                throw new UsageException(
                    $"{Option} {pair}: write {Option} name=theirs, where name is one of {string.Join(", ", All)}");
            }

            names._theirs[ours] = NormalForm.Of(pair[(equals + 1)..].Trim());
        }

        return names;
    }

    /// <summary>Returns the header that the option gives one of our columns; null where it says nothing.</summary>
    public string? AskedFor(string ours) => _theirs.GetValueOrDefault(ours);
}
