using BenchmarkDotNet.Attributes;

namespace ProductSpace.Benchmarks;

/// <summary>
/// Compiling filters: each question is new by the one product that it leaves out, so that the cache of compiled filters
/// does not know it; and a question that it does know. A snapshot without facets is asked by category and price only.
/// </summary>
[MemoryDiagnoser]
public class FilterBenchmarks : IDisposable
{
    private ProductIndex _index = null!;
    private string _category = string.Empty;
    private (string Facet, string Value)[] _values = [];
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _index = ProductIndex.Open(BenchSnapshot.Find(), OpenMode.Warm);
        _category = BenchSnapshot.CategoryOfShare(_index, 0.1);
        _values = [.. _index.Info.Facets.Take(2).Select(facet => (facet, _index.GetFacetValues(facet).MaxBy(value => value.Products).Value))];
    }

    [Benchmark]
    public int NewCategory() => Make(f => f.InCategory(_category));

    [Benchmark]
    public int NewFacet() => Make(f => Facets(f, 1));

    [Benchmark]
    public int NewTwoFacetsAndCategory() => Make(f => Facets(f.InCategory(_category), 2));

    [Benchmark]
    public int NewPrice() => Make(f => f.PriceBetween(2_000, 5_000));

    [Benchmark]
    public int KnownTwoFacetsAndCategory() => _index.CreateFilter(f => Facets(f.InCategory(_category), 2)).Count;

    [GlobalCleanup]
    public void Dispose()
    {
        _index.Dispose();
        GC.SuppressFinalize(this);
    }

    private int Make(Action<ProductFilterBuilder> describe)
    {
        int product = _next++ % _index.Count;
        return _index.CreateFilter(f =>
        {
            describe(f);
            f.Not(g => g.Ordinals([product]));
        }).Count;
    }

    private void Facets(ProductFilterBuilder filter, int count)
    {
        foreach ((string facet, string value) in _values.Take(count))
        {
            filter.Facet(facet, value);
        }
    }
}
