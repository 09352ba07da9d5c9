namespace ProductSpace.Filtering;

/// <summary>What a term of a filter tests. The numbers are part of a filter's key and of no file.</summary>
internal enum TermKind
{
    Category = 1,
    Facet = 2,
    Price = 3,
    FirstSeen = 4,
    Stock = 5,
    Products = 6,

    /// <summary>Of the base no product; of a delta those in a category that the base does not know.</summary>
    NamedCategory = 7,

    /// <summary>The same with a value of a facet.</summary>
    NamedValue = 8,

    /// <summary>The same with ids.</summary>
    NamedProducts = 9,
}

/// <summary>
/// One test of a filter with its names resolved to numbers: a category subtree [From, To) of the tree's numbers, a facet
/// value (From its number), a price or a time in [From, To], the stock bit, or listed products. Equal terms match the same
/// products of one snapshot. Names that the snapshot does not know are kept as text, for a delta over it.
/// </summary>
internal readonly record struct FilterTerm(TermKind Kind, long From, long To, OrdinalSet? Products = null, NameSet? Names = null)
{
    public static FilterTerm Category(int category, int end) => new(TermKind.Category, category, end);

    public static FilterTerm Facet(int value) => new(TermKind.Facet, value, value);

    /// <summary>Prices in [least, most]; the least number means an unknown price, which no range holds.</summary>
    public static FilterTerm Price(long least, long most) => new(TermKind.Price, Math.Max(least, long.MinValue + 1), most);

    /// <summary>Times in [first, last], Unix milliseconds; unknown as with prices.</summary>
    public static FilterTerm FirstSeen(long first, long last) => new(TermKind.FirstSeen, Math.Max(first, long.MinValue + 1), last);

    public static FilterTerm Stock() => new(TermKind.Stock, 0, 0);

    public static FilterTerm Listed(OrdinalSet products) => new(TermKind.Products, 0, 0, products);

    /// <summary>A cleaned path that the base does not know.</summary>
    public static FilterTerm NamedCategory(string path) => new(TermKind.NamedCategory, 0, 0, Names: new NameSet([path]));

    /// <summary>A value that the base does not know, of a facet that it does.</summary>
    public static FilterTerm NamedValue(int facet, string value) => new(TermKind.NamedValue, facet, facet, Names: new NameSet([value]));

    /// <summary>Products that the base does not know.</summary>
    public static FilterTerm NamedProducts(NameSet ids) => new(TermKind.NamedProducts, 0, 0, Names: ids);

    public bool IsRange => Kind is TermKind.Price or TermKind.FirstSeen;

    /// <summary>True where no product can match, whatever the snapshot.</summary>
    public bool IsEmpty => (IsRange && From > To) || (Kind == TermKind.Products && Products!.Count == 0);
}
