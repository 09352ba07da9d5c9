using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProductSpace.Delta;
using ProductSpace.Filtering;

namespace ProductSpace;

/// <summary>
/// Says what a filter asks for; it exists inside of <see cref="ProductIndex.CreateFilter"/> only. Each call narrows the
/// set, so that a chain of calls means all of them; <see cref="Any"/> and <see cref="Not"/> take chains of their own. A
/// category path means its whole subtree, primary and further members. Categories, facets and values that neither the
/// snapshot nor its delta knows are an error that names the nearest known ones; where CreateFilter allows them they match
/// what a delta brings under these names, and nothing else.
/// </summary>
/// <example><code>
/// f.InCategory("shoes/boots", "shoes/sandals").NotInCategory("sale")
///  .Facet("brand", "acme", "zeta").PriceBetween(20_00, 50_00).InStock()
///  .Any(g => g.Facet("colour", "black"), g => g.FirstSeenAfter(lastWeek))
/// </code></example>
public sealed class ProductFilterBuilder
{
    /// <summary>Filters inside of filters; more is refused, since the caller's own lambdas stand on the stack.</summary>
    private const int MostNested = 2_000;

    private readonly FilterDraft _scope;
    private readonly int _depth;
    private readonly List<int> _parts = [];
    private bool _isClosed;

    internal ProductFilterBuilder(FilterDraft scope, int depth = 0)
    {
        _scope = scope;
        _depth = depth;
    }

    /// <summary>Products in at least one of these categories; none where no path is given.</summary>
    /// <exception cref="ArgumentException">a path is not known.</exception>
    public ProductFilterBuilder InCategory(params ReadOnlySpan<string> paths) => Categories(RecordKind.Or, paths, negated: false);

    /// <summary>Products in every one of these categories.</summary>
    /// <exception cref="ArgumentException">a path is not known.</exception>
    public ProductFilterBuilder InAllCategories(params ReadOnlySpan<string> paths) => Categories(RecordKind.And, paths, negated: false);

    /// <summary>Products in none of these categories.</summary>
    /// <exception cref="ArgumentException">a path is not known.</exception>
    public ProductFilterBuilder NotInCategory(params ReadOnlySpan<string> paths) => Categories(RecordKind.Or, paths, negated: true);

    /// <summary>Products that have at least one of these values of a facet, such as Facet("brand", "acme", "zeta").</summary>
    /// <exception cref="ArgumentException">the facet or a value is not known.</exception>
    public ProductFilterBuilder Facet(string name, params ReadOnlySpan<string> values) => Values(RecordKind.Or, name, values, negated: false);

    /// <summary>Products that have every one of these values of a facet that can have several.</summary>
    /// <exception cref="ArgumentException">the facet or a value is not known.</exception>
    public ProductFilterBuilder FacetAll(string name, params ReadOnlySpan<string> values) => Values(RecordKind.And, name, values, negated: false);

    /// <summary>Products that have none of these values of a facet; those without any value are among them.</summary>
    /// <exception cref="ArgumentException">the facet or a value is not known.</exception>
    public ProductFilterBuilder FacetNone(string name, params ReadOnlySpan<string> values) => Values(RecordKind.Or, name, values, negated: true);

    /// <summary>Products whose price is known and lies in [least, most], in minor units.</summary>
    public ProductFilterBuilder PriceBetween(long least, long most) => Add(_scope.Record.Add(FilterTerm.Price(least, most)));

    /// <summary>Products that were in stock when the snapshot was built.</summary>
    public ProductFilterBuilder InStock() => Add(_scope.Record.Add(FilterTerm.Stock()));

    /// <summary>Products known to have come into the shop at this time or later.</summary>
    public ProductFilterBuilder FirstSeenAfter(DateTimeOffset time) =>
        Add(_scope.Record.Add(FilterTerm.FirstSeen(time.ToUnixTimeMilliseconds(), long.MaxValue)));

    /// <summary>Products known to have come into the shop before this time.</summary>
    public ProductFilterBuilder FirstSeenBefore(DateTimeOffset time) =>
        Add(_scope.Record.Add(FilterTerm.FirstSeen(long.MinValue, time.ToUnixTimeMilliseconds() - 1)));

    /// <summary>These products; ids that neither the snapshot nor a delta knows are left out, as in a session.</summary>
    public ProductFilterBuilder Products(params ReadOnlySpan<string> ids) => Add(_scope.Products(ids));

    /// <summary>The products of these ordinals, in any order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">an ordinal is not in [0, Count).</exception>
    public ProductFilterBuilder Ordinals(ReadOnlySpan<int> ordinals) => Add(_scope.Record.Add(FilterTerm.Listed(_scope.Listed(ordinals))));

    /// <summary>The products whose bit is set: bit i of word w is ordinal 64 w + i. Missing words are zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a bit is set at or behind Count.</exception>
    public ProductFilterBuilder Bitmap(ReadOnlySpan<ulong> words) => Add(_scope.Record.Add(FilterTerm.Listed(_scope.Listed(words))));

    /// <summary>Products that match at least one of these filters; none where no filter is given.</summary>
    /// <exception cref="ArgumentException">a filter names something unknown, or filters are nested too deep.</exception>
    public ProductFilterBuilder Any(params ReadOnlySpan<Action<ProductFilterBuilder>> filters)
    {
        _scope.Record.Expect(filters.Length);
        List<int> parts = [];
        foreach (Action<ProductFilterBuilder> filter in filters)
        {
            parts.Add(Nested(filter));
        }

        return Add(_scope.Record.AddGroup(RecordKind.Or, CollectionsMarshal.AsSpan(parts)));
    }

    /// <summary>Products that do not match this filter.</summary>
    /// <exception cref="ArgumentException">the filter names something unknown, or filters are nested too deep.</exception>
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
        if (_depth == MostNested || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ArgumentException($"filters are nested {_depth + 1} deep; {MostNested} is the most, and less where the thread's stack is small", nameof(filter));
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
            parts.Add(_scope.Value(facet, value));
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
            throw new InvalidOperationException("this builder's filter is complete; describe filters inside of CreateFilter only");
        }

        _parts.Add(part);
        return this;
    }
}
