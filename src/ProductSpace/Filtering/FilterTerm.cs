namespace ProductSpace.Filtering;

/// <summary>What a term of a filter tests. The numbers are part of a filter's key but of no file.</summary>
internal enum TermKind
{
    Category = 1,
    Facet = 2,
    Price = 3,
    FirstSeen = 4,
    Stock = 5,
    Products = 6,

    /// <summary>A category that only a delta knows; matches no product of the base.</summary>
    NamedCategory = 7,

    /// <summary>A facet value that only a delta knows.</summary>
    NamedValue = 8,

    /// <summary>Ids that only a delta knows.</summary>
    NamedProducts = 9,
}

/// <summary>
/// One test of a filter with its names resolved to numbers: a category subtree [From, To), a facet value (From), a
/// price or a time in [From, To], the stock bit, or listed products. Equal terms match the same products of one
/// snapshot. Names that the snapshot does not know are kept as text, for a delta over it.
/// </summary>
internal readonly record struct FilterTerm(
    TermKind Kind, long From, long To, OrdinalSet? Products = null, NameSet? Names = null)
{
    public static FilterTerm Category(int category, int end) => new(TermKind.Category, category, end);

    public static FilterTerm Facet(int value) => new(TermKind.Facet, value, value);

    /// <summary>
    /// Matches prices in [least, most]. long.MinValue stands for an unknown price, which no range contains.
    /// </summary>
    public static FilterTerm Price(long least, long most) =>
        new(TermKind.Price, Math.Max(least, long.MinValue + 1), most);

    /// <summary>
    /// Matches times in [first, last], in Unix milliseconds. long.MinValue stands for an unknown time.
    /// </summary>
    public static FilterTerm FirstSeen(long first, long last) =>
        new(TermKind.FirstSeen, Math.Max(first, long.MinValue + 1), last);

    public static FilterTerm Stock() => new(TermKind.Stock, 0, 0);

    public static FilterTerm Listed(OrdinalSet products) => new(TermKind.Products, 0, 0, products);

    /// <summary>Matches a cleaned path that the base does not know.</summary>
    public static FilterTerm NamedCategory(string path) =>
        new(TermKind.NamedCategory, 0, 0, Names: new NameSet([path]));

    /// <summary>Matches a value that the base does not know, of a facet that it does.</summary>
    public static FilterTerm NamedValue(int facet, string value) =>
        new(TermKind.NamedValue, facet, facet, Names: new NameSet([value]));

    /// <summary>Matches ids that the base does not know.</summary>
    public static FilterTerm NamedProducts(NameSet ids) => new(TermKind.NamedProducts, 0, 0, Names: ids);

    public bool IsRange => Kind is TermKind.Price or TermKind.FirstSeen;

    /// <summary>Whether no product of any snapshot can match.</summary>
    public bool IsEmpty => (IsRange && From > To) || (Kind == TermKind.Products && Products!.Count == 0);
}
