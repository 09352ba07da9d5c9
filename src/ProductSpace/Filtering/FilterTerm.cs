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
}

/// <summary>
/// One test of a filter with its names resolved to numbers: a category subtree [From, To) of the tree's numbers, a facet
/// value (From its number), a price or a time in [From, To], the stock bit, or listed products. Equal terms match the same
/// products of one snapshot.
/// </summary>
internal readonly record struct FilterTerm(TermKind Kind, long From, long To, OrdinalSet? Products = null)
{
    public static FilterTerm Category(int category, int end) => new(TermKind.Category, category, end);

    public static FilterTerm Facet(int value) => new(TermKind.Facet, value, value);

    /// <summary>Prices in [least, most]; the least number means an unknown price, which no range holds.</summary>
    public static FilterTerm Price(long least, long most) => new(TermKind.Price, Math.Max(least, long.MinValue + 1), most);

    /// <summary>Times in [first, last], Unix milliseconds; unknown as with prices.</summary>
    public static FilterTerm FirstSeen(long first, long last) => new(TermKind.FirstSeen, Math.Max(first, long.MinValue + 1), last);

    public static FilterTerm Stock() => new(TermKind.Stock, 0, 0);

    public static FilterTerm Listed(OrdinalSet products) => new(TermKind.Products, 0, 0, products);

    public bool IsRange => Kind is TermKind.Price or TermKind.FirstSeen;

    /// <summary>True where no product can match, whatever the snapshot.</summary>
    public bool IsEmpty => (IsRange && From > To) || (Kind == TermKind.Products && Products!.Count == 0);
}
