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

    /// <summary>A range of a number column.</summary>
    Number = 10,

    /// <summary>A range of a number column that only a delta knows.</summary>
    NamedNumber = 11,

    /// <summary>A value of a facet that only a delta knows.</summary>
    NamedFacet = 12,
}

/// <summary>
/// One test of a filter with its names resolved to numbers: a category subtree [From, To), a facet value (From), a
/// price or a time in [From, To], a number of a column whose key is there, the stock bit, or listed products. Equal
/// terms match the same products of one snapshot. Names that the snapshot does not know are kept as text, for a delta
/// over it.
/// </summary>
internal readonly record struct FilterTerm(
    TermKind Kind, long From, long To, OrdinalSet? Products = null, NameSet? Names = null, int Column = 0)
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

    /// <summary>Matches products with a number in [least, most], bounds that are numbers or infinite.</summary>
    public static FilterTerm Number(int column, double least, double most) =>
        new(TermKind.Number, NumberKey.Of(least), NumberKey.Of(most), Column: column);

    public static FilterTerm Stock() => new(TermKind.Stock, 0, 0);

    public static FilterTerm Listed(OrdinalSet products) => new(TermKind.Products, 0, 0, products);

    /// <summary>Matches a cleaned path that the base does not know.</summary>
    public static FilterTerm NamedCategory(string path) =>
        new(TermKind.NamedCategory, 0, 0, Names: new NameSet([path]));

    /// <summary>Matches a value that the base does not know, of a facet that it does.</summary>
    public static FilterTerm NamedValue(int facet, string value) =>
        new(TermKind.NamedValue, facet, facet, Names: new NameSet([value]));

    /// <summary>Matches a value of a facet that the base does not know.</summary>
    public static FilterTerm NamedFacet(string facet, string value) =>
        new(TermKind.NamedFacet, 0, 0, Names: new NameSet([$"{facet}\0{value}"]));

    /// <summary>As <see cref="Number"/>, of a column that the base does not know.</summary>
    public static FilterTerm NamedNumber(string column, double least, double most) =>
        new(TermKind.NamedNumber, NumberKey.Of(least), NumberKey.Of(most), Names: new NameSet([column]));

    /// <summary>Matches ids that the base does not know.</summary>
    public static FilterTerm NamedProducts(NameSet ids) => new(TermKind.NamedProducts, 0, 0, Names: ids);

    public bool IsRange =>
        Kind is TermKind.Price or TermKind.FirstSeen or TermKind.Number or TermKind.NamedNumber;

    /// <summary>Whether no product of any snapshot can match.</summary>
    public bool IsEmpty => (IsRange && From > To) || (Kind == TermKind.Products && Products!.Count == 0);
}
