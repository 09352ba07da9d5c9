using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProductSpace.Delta;
using ProductSpace.Filtering;

namespace ProductSpace;

/// <summary>
/// Describes a filter; valid only during <see cref="ProductIndex.CreateFilter"/>. Each call narrows the set of
/// products, so that a chain of calls means all of them; <see cref="AnyOf"/> and <see cref="Not"/> take chains of
/// their own. A category path means its whole subtree, by primary and further paths.
/// </summary>
/// <remarks>
/// Categories, facets, values and number columns that neither the snapshot nor its delta knows are an error that names
/// the nearest known ones. Where CreateFilter allows them, they match products that a delta brings under these names.
/// </remarks>
/// <example><code>
/// f.InCategory("shoes/boots", "shoes/sandals").NotInCategory("sale")
///  .Facet("brand", "acme", "zeta").PriceBetween(20_00, 50_00).InStock()
///  .AnyOf(g => g.Facet("colour", "black"), g => g.FirstSeenAfter(lastWeek))
/// </code></example>
public sealed class ProductFilterBuilder
{
    /// <summary>Depth of nested filters; each level is a call of the caller's lambda on the stack.</summary>
    private const int MaxDepth = 2_000;

    private readonly FilterDraft _scope;
    private readonly int _depth;
    private readonly List<int> _parts = [];
    private bool _isClosed;

    internal ProductFilterBuilder(FilterDraft scope, int depth = 0)
    {
        _scope = scope;
        _depth = depth;
    }

    /// <summary>Keeps products in at least one of these categories; without a path, none.</summary>
    /// <param name="paths">Category paths, such as "shoes/boots".</param>
    /// <exception cref="ArgumentException">a path is not known.</exception>
    public ProductFilterBuilder InCategory(params ReadOnlySpan<string> paths) =>
        Categories(RecordKind.Or, paths, negated: false);

    /// <summary>Keeps products in every one of these categories.</summary>
    /// <param name="paths">Category paths, such as "shoes/boots" and "sale".</param>
    /// <exception cref="ArgumentException">a path is not known.</exception>
    public ProductFilterBuilder InAllCategories(params ReadOnlySpan<string> paths) =>
        Categories(RecordKind.And, paths, negated: false);

    /// <summary>Removes products in any of these categories.</summary>
    /// <param name="paths">Category paths, such as "sale".</param>
    /// <exception cref="ArgumentException">a path is not known.</exception>
    public ProductFilterBuilder NotInCategory(params ReadOnlySpan<string> paths) =>
        Categories(RecordKind.Or, paths, negated: true);

    /// <summary>Keeps products that have at least one of these values of a facet.</summary>
    /// <param name="name">Name of the facet, such as "brand".</param>
    /// <param name="values">Values, such as "acme" and "zeta".</param>
    /// <exception cref="ArgumentException">the facet or a value is not known.</exception>
    public ProductFilterBuilder Facet(string name, params ReadOnlySpan<string> values) =>
        Values(RecordKind.Or, name, values, negated: false);

    /// <summary>Keeps products that have every one of these values of a facet that can have several.</summary>
    /// <param name="name">Name of the facet, such as "colour".</param>
    /// <param name="values">Values, such as "black" and "red".</param>
    /// <exception cref="ArgumentException">the facet or a value is not known.</exception>
    public ProductFilterBuilder FacetAll(string name, params ReadOnlySpan<string> values) =>
        Values(RecordKind.And, name, values, negated: false);

    /// <summary>Removes products that have any of these values of a facet; those without a value stay.</summary>
    /// <param name="name">Name of the facet.</param>
    /// <param name="values">Values that no product may have.</param>
    /// <exception cref="ArgumentException">the facet or a value is not known.</exception>
    public ProductFilterBuilder FacetNone(string name, params ReadOnlySpan<string> values) =>
        Values(RecordKind.Or, name, values, negated: true);

    /// <summary>Keeps products whose price is known and lies in [min, max].</summary>
    /// <param name="min">Lowest price in minor units (cents).</param>
    /// <param name="max">Highest price in minor units (cents).</param>
    public ProductFilterBuilder PriceBetween(long min, long max) => Add(_scope.Record.Add(FilterTerm.Price(min, max)));

    /// <summary>
    /// Keeps products with a number of a column in [min, max]. A product with several numbers matches if one of them
    /// lies there, a product without a number never does.
    /// </summary>
    /// <param name="column">Name of the number column, such as "rating".</param>
    /// <param name="min">Least number that counts; negative infinity for any.</param>
    /// <param name="max">Greatest number that counts; infinity for any.</param>
    /// <exception cref="ArgumentException">the column is not known, or a bound is NaN.</exception>
    public ProductFilterBuilder Between(string column, double min, double max) =>
        Add(_scope.Number(column, min, max));

    /// <summary>Keeps products with a number of a column that is this or greater.</summary>
    /// <param name="column">Name of the number column.</param>
    /// <param name="min">Least number that counts.</param>
    /// <exception cref="ArgumentException">the column is not known, or the bound is NaN.</exception>
    public ProductFilterBuilder AtLeast(string column, double min) => Between(column, min, double.PositiveInfinity);

    /// <summary>Keeps products with a number of a column that is this or less.</summary>
    /// <param name="column">Name of the number column.</param>
    /// <param name="max">Greatest number that counts.</param>
    /// <exception cref="ArgumentException">the column is not known, or the bound is NaN.</exception>
    public ProductFilterBuilder AtMost(string column, double max) => Between(column, double.NegativeInfinity, max);

    /// <summary>Keeps products that have a number in a column.</summary>
    /// <param name="column">Name of the number column.</param>
    /// <exception cref="ArgumentException">the column is not known.</exception>
    public ProductFilterBuilder HasNumber(string column) =>
        Between(column, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Keeps products that are in stock, as of the build and its delta.</summary>
    public ProductFilterBuilder InStock() => Add(_scope.Record.Add(FilterTerm.Stock()));

    /// <summary>Keeps products that are known to have come into the shop at this time or later.</summary>
    /// <param name="time">First moment that counts.</param>
    public ProductFilterBuilder FirstSeenAfter(DateTimeOffset time) =>
        Add(_scope.Record.Add(FilterTerm.FirstSeen(time.ToUnixTimeMilliseconds(), long.MaxValue)));

    /// <summary>Keeps products that are known to have come into the shop before this time.</summary>
    /// <param name="time">First moment that does not count.</param>
    public ProductFilterBuilder FirstSeenBefore(DateTimeOffset time) =>
        Add(_scope.Record.Add(FilterTerm.FirstSeen(long.MinValue, time.ToUnixTimeMilliseconds() - 1)));

    /// <summary>Keeps these products; ids that neither the snapshot nor a delta knows are ignored.</summary>
    /// <param name="ids">Product ids.</param>
    public ProductFilterBuilder Products(params ReadOnlySpan<string> ids) => Add(_scope.Products(ids));

    /// <summary>Keeps the products of these ordinals.</summary>
    /// <param name="ordinals">Ordinals, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">an ordinal is not in [0, Count).</exception>
    public ProductFilterBuilder Ordinals(ReadOnlySpan<int> ordinals) =>
        Add(_scope.Record.Add(FilterTerm.Listed(_scope.Listed(ordinals))));

    /// <summary>Keeps the products whose bit is set.</summary>
    /// <param name="words">Bit i of word w is ordinal 64 w + i; missing words are zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">a bit at or above Count is set.</exception>
    public ProductFilterBuilder Bitmap(ReadOnlySpan<ulong> words) =>
        Add(_scope.Record.Add(FilterTerm.Listed(_scope.Listed(words))));

    /// <summary>Keeps products that match a filter which the same index compiled.</summary>
    /// <param name="filter">Compiled filter.</param>
    /// <exception cref="ArgumentException">the filter was compiled by another index.</exception>
    public ProductFilterBuilder Matching(ProductFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Add(_scope.Compiled(filter.Owner.Columns, filter.DeltaMatches));
    }

    /// <summary>Keeps products that match at least one of these filters; without a filter, none.</summary>
    /// <param name="filters">Filters, each a chain of its own.</param>
    /// <exception cref="ArgumentException">a filter names something unknown, or filters are nested too
    /// deep.</exception>
    public ProductFilterBuilder AnyOf(params ReadOnlySpan<Action<ProductFilterBuilder>> filters)
    {
        _scope.Record.Expect(filters.Length);
        List<int> parts = [];
        foreach (Action<ProductFilterBuilder> filter in filters)
        {
            parts.Add(Nested(filter));
        }

        return Add(_scope.Record.AddGroup(RecordKind.Or, CollectionsMarshal.AsSpan(parts)));
    }

    /// <summary>Removes products that match this filter.</summary>
    /// <param name="filter">Filter, a chain of its own.</param>
    /// <exception cref="ArgumentException">the filter names something unknown, or filters are nested too
    /// deep.</exception>
    public ProductFilterBuilder Not(Action<ProductFilterBuilder> filter) => Add(_scope.Record.AddNot(Nested(filter)));

    /// <summary>Ends the description and returns its number in the record.</summary>
    internal int Close()
    {
        _isClosed = true;
        return _scope.Record.AddGroup(RecordKind.And, CollectionsMarshal.AsSpan(_parts));
    }

    private int Nested(Action<ProductFilterBuilder> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (_depth == MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ArgumentException(
                $"filters are nested {_depth + 1} deep; {MaxDepth} is the most, and less on a small stack",
                nameof(filter));
        }

        ProductFilterBuilder inner = new(_scope, _depth + 1);
        filter(inner);
        return inner.Close();
    }

    private ProductFilterBuilder Categories(RecordKind kind, ReadOnlySpan<string> paths, bool negated)
    {
        _scope.Record.Expect(paths.Length);
        List<int> parts = [];
        foreach (string path in paths)
        {
            parts.Add(_scope.Category(path));
        }

        return AddGroup(kind, parts, negated);
    }

    private ProductFilterBuilder Values(RecordKind kind, string name, ReadOnlySpan<string> values, bool negated)
    {
        int? facet = _scope.Facet(name);
        _scope.Record.Expect(values.Length);
        List<int> parts = [];
        foreach (string value in values)
        {
            parts.Add(_scope.Value(facet, name, value));
        }

        return AddGroup(kind, parts, negated);
    }

    private ProductFilterBuilder AddGroup(RecordKind kind, List<int> parts, bool negated)
    {
        int group = _scope.Record.AddGroup(kind, CollectionsMarshal.AsSpan(parts));
        return Add(negated ? _scope.Record.AddNot(group) : group);
    }

    private ProductFilterBuilder Add(int part)
    {
        if (_isClosed)
        {
            throw new InvalidOperationException(
                "this builder's filter is complete; describe filters in the call of CreateFilter only");
        }

        _parts.Add(part);
        return this;
    }
}
