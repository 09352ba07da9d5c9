using System.Text;
using ProductSpace.Delta;

namespace ProductSpace.Tests;

/// <summary>The facets of single products, of the base and of a delta.</summary>
public sealed class ProductIndexFacetsTests : IDisposable
{
    private readonly TestShop _shop = new(900, 8, withFacets: true);
    private readonly ProductIndex _index;

    public ProductIndexFacetsTests() => _index = ProductIndex.Open(_shop.Builder().BuildToMemory());

    public void Dispose() => _index.Dispose();

    [Fact]
    public void GetFacetValues_EveryProduct_AreThoseOfTheCatalogue()
    {
        Dictionary<string, CatalogProduct> rows = _shop.Catalog.ToDictionary(row => row.Id);
        foreach (string id in _shop.Ids)
        {
            Assert.True(_index.TryGetOrdinal(id, out int ordinal));
            for (int facet = 0; facet < TestShop.FacetNames.Length; facet++)
            {
                string[] values = rows.TryGetValue(id, out CatalogProduct? row) ? Sorted(row.Facets[facet]) : [];
                Check(ordinal, TestShop.FacetNames[facet], values);
            }
        }
    }

    [Fact]
    public void GetFacetValues_ValuesAboveTheBasicPlane_StandInTheOrderOfBytes()
    {
        CatalogProduct row = new() { Id = "a", Facets = ["\uFF5A|\U0001F600|b"] };
        using ProductIndex index = ProductIndex.Open(new ProductIndexBuilder()
            .UseVectors(new float[] { 1, 0 }, 2).UseIds(["a"]).UseCatalog([row], facets: ["mood"]).BuildToMemory());
        Assert.Equal(["b", "\uFF5A", "\U0001F600"], index.GetFacetValues(0, "mood"));
        DeltaLog delta = index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = "a", Facets = [new("mood", "\U0001F600|\uFF5A")] });
        index.DeltaLog = delta;
        Assert.Equal(["\uFF5A", "\U0001F600"], index.GetFacetValues(0, "mood"));
        Assert.True(index.TryGetFacet(0, "mood", out string? first));
        Assert.Equal("\uFF5A", first);
    }

    [Fact]
    public void GetFacetValues_Delta_SaysWhatStandsNow()
    {
        DeltaLog delta = _index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = _shop.Ids[0], Facets = [new("brand", "nova|brand-0"), new("season", "")] });
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "new", Vector = _shop.Vector(3).ToArray(), Facets = [new("colour", "red|blue")] });
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = _shop.Ids[1], Price = 3 });
        _index.DeltaLog = delta;
        Assert.True(_index.TryGetOrdinal(_shop.Ids[0], out int changed));
        Check(changed, "brand", ["brand-0", "nova"]);
        Check(changed, "season", []);
        Check(changed, "colour", Sorted(_shop.Catalog.Single(row => row.Id == _shop.Ids[0]).Facets[1]));
        Assert.True(_index.TryGetOrdinal("new", out int added));
        Check(added, "colour", ["blue", "red"]);
        Check(added, "brand", []);
        Assert.True(_index.TryGetOrdinal(_shop.Ids[1], out int priced));
        Check(priced, "colour", Sorted(_shop.Catalog.Single(row => row.Id == _shop.Ids[1]).Facets[1]));
    }

    [Fact]
    public void GetFacetValues_NoSuchFacetOrProduct_IsRefused()
    {
        Assert.Contains("did you mean \"brand\"?", Assert.Throws<ArgumentException>(() => _index.TryGetFacet(0, "brnd", out string? _)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _index.GetFacetValues(0, "colours"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.GetFacetValues(_index.Count, "brand"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.TryGetFacet(-1, "brand", out string? _));
    }

    [Fact]
    public void GetFacetValues_ClosedIndex_Throws()
    {
        _index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _index.GetFacetValues(0, "brand"));
        Assert.Throws<ObjectDisposedException>(() => _index.TryGetFacet(0, "brand", out string? _));
    }

    private void Check(int ordinal, string facet, string[] values)
    {
        Assert.Equal(values, _index.GetFacetValues(ordinal, facet));
        Assert.Equal(values.Length > 0, _index.TryGetFacet(ordinal, facet, out string? first));
        Assert.Equal(values.FirstOrDefault(), first);
    }

    private static string[] Sorted(string values) =>
        [.. values.Split('|', StringSplitOptions.RemoveEmptyEntries).Distinct().OrderBy(value => Convert.ToHexString(Encoding.UTF8.GetBytes(value)), StringComparer.Ordinal)];
}
