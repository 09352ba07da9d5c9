using ProductSpace.Delta;

namespace ProductSpace.Tests;

/// <summary>Number columns of a snapshot and its delta: what they say of a product, and what filters make of them.</summary>
public sealed class ProductIndexNumberColumnsTests : IDisposable
{
    private readonly TestShop _shop = new(900, 8, withNumbers: true);
    private readonly ProductIndex _index;

    public ProductIndexNumberColumnsTests() => _index = ProductIndex.Open(_shop.Builder().BuildToMemory());

    public void Dispose() => _index.Dispose();

    [Fact]
    public void GetNumbers_EveryProduct_AreThoseOfTheCatalogue()
    {
        Dictionary<string, CatalogProduct> rows = _shop.Catalog.ToDictionary(row => row.Id);
        double[] numbers = new double[8];
        int several = 0;
        foreach (string id in _shop.Ids)
        {
            Assert.True(_index.TryGetOrdinal(id, out int ordinal));
            for (int column = 0; column < TestShop.NumberNames.Length; column++)
            {
                double[] right = rows.TryGetValue(id, out CatalogProduct? row) ? [.. row.Numbers[column].Distinct().Order()] : [];
                int count = _index.GetNumbers(ordinal, TestShop.NumberNames[column], numbers);
                Assert.Equal(right, numbers[..count]);
                several += count > 1 ? 1 : 0;
            }
        }

        Assert.InRange(several, 100, 900);
        Assert.Equal(0, Allocated.Least(() => _index.GetNumber(5, "size")));
    }

    [Fact]
    public void CreateFilter_RangesOfSeveralNumbers_NeedOneNumberInEach()
    {
        int Count(Func<double[], bool> matches) => _shop.Catalog.Count(row => matches([.. row.Numbers[1]]));
        Assert.Equal(Count(own => own.Any(n => n is >= 36 and <= 37)), _index.CreateFilter(f => f.Between("size", 36, 37)).Count);
        int both = Count(own => own.Any(n => n is >= 36 and <= 37) && own.Any(n => n is >= 41 and <= 42));
        Assert.InRange(both, 1, 100);
        Assert.Equal(both, _index.CreateFilter(f => f.Between("size", 36, 37).Between("size", 41, 42)).Count);
        Assert.Equal(0, _index.CreateFilter(f => f.Between("size", 37, 36)).Count);

        // Not: products without a number are among them, as with prices.
        Assert.Equal(_index.Count - Count(own => own.Any(n => n <= 40)), _index.CreateFilter(f => f.Not(g => g.AtMost("size", 40))).Count);
    }

    [Fact]
    public void CreateFilter_SameRangeInOtherWords_IsOneFilter()
    {
        ProductFilter filter = _index.CreateFilter(f => f.Between("rating", 0, double.PositiveInfinity).InStock());
        Assert.Same(filter, _index.CreateFilter(f => f.InStock().AtLeast("rating", -0.0)));
        Assert.NotSame(filter, _index.CreateFilter(f => f.InStock().AtLeast("size", 0)));
        Assert.NotSame(filter, _index.CreateFilter(f => f.InStock().AtLeast("rating", double.Epsilon)));
    }

    [Fact]
    public void CreateFilter_UnknownColumnOrBound_IsRefusedWithWhatIsNear()
    {
        Assert.StartsWith("no number column \"ratng\" in this snapshot; did you mean \"rating\"?; it has: rating, size", Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.AtLeast("ratng", 4))).Message, StringComparison.Ordinal);
        Assert.Contains("a bound of number column \"rating\" is NaN", Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.Between("rating", 0, double.NaN))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _index.GetNumber(0, "ratng"));
        Assert.Throws<ArgumentException>(() => _index.GetNumberSpan("ratng"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.GetNumber(900, "rating"));
        Assert.Equal(0, _index.CreateFilter(f => f.AtLeast("ratng", 4), allowUnknown: true).Count);
        using ProductIndex none = ProductIndex.Open(new TestShop(50, 4).Builder().BuildToMemory());
        Assert.Contains("it was built without numbers (build --number)", Assert.Throws<ArgumentException>(() => none.GetNumber(0, "rating")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetNumber_Delta_SaysWhatStandsNow()
    {
        DeltaLog delta = _index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = _shop.Ids[0], Numbers = [new("rating", [4.5]), new("size", [])] });
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "new", Vector = _shop.Vector(3).ToArray(), Numbers = [new("size", [40, 39, 40]), new("weight", [-0.0])] });
        ProductFilter early = _index.CreateFilter(f => f.Between("weight", 0, 0), allowUnknown: true);
        Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.HasNumber("weight")));
        _index.DeltaLog = delta;
        Assert.True(_index.TryGetOrdinal(_shop.Ids[0], out int changed));
        Assert.True(_index.TryGetOrdinal("new", out int added));
        Assert.Equal(4.5, _index.GetNumber(changed, "rating"));
        Assert.Null(_index.GetNumber(changed, "size"));
        Assert.Null(_index.GetNumber(changed, "weight"));
        Assert.Null(_index.GetNumber(added, "rating"));
        double[] sizes = new double[2];
        Assert.Equal(2, _index.GetNumbers(added, "size", sizes));
        Assert.Equal([39, 40], sizes);
        Assert.Equal(["rating", "size", "weight"], _index.GetNumberColumns());
        Assert.Equal(["rating", "size"], _index.Info.NumberColumns);
        Assert.Equal(["new"], Found(early));
        Assert.Equal(["new"], Found(_index.CreateFilter(f => f.HasNumber("weight"))));
        Assert.Equal(["new"], Found(_index.CreateFilter(f => f.Products("new", _shop.Ids[0]).HasNumber("size"))));
        _index.DeltaLog = null;
    }

    private string[] Found(ProductFilter filter)
    {
        Neighbor[] hits = new Neighbor[_index.Count + 4];
        SearchResult result = _index.Search(_shop.Vector(3), hits, new SearchOptions { Filter = filter });
        return [.. hits.Take(result.Count).Select(hit => _index.GetProductId(hit.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
