using ProductSpace.Delta;

namespace ProductSpace.Tests;

/// <summary>Lists say what the searches say, with ids, names and prices.</summary>
public sealed class ProductIndexListsTests : IDisposable
{
    private readonly TestShop _shop = new(600, 12, withNext: true);
    private readonly ProductIndex _index;

    public ProductIndexListsTests() => _index = ProductIndex.Open(_shop.Builder().BuildToMemory());

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Similar_Product_ListsWhatASessionOfItFinds()
    {
        Neighbor[] hits = new Neighbor[12];
        int count = _index.SearchSession(["p-000017"], hits, new SearchOptions { Space = Space.Similar }).Count;
        IReadOnlyList<ProductHit> list = _index.Similar("p-000017", 12);
        Assert.Equal(12, count);
        Assert.Equal(hits.Select(Described), list);
        Assert.DoesNotContain(list, hit => hit.Id == "p-000017");
        Assert.Contains(list, hit => hit.Name!.StartsWith("name of ", StringComparison.Ordinal));
    }

    [Fact]
    public void Next_Session_AsksTheNextSpace()
    {
        string[] viewed = ["p-000001", "nobody", "p-000044"];
        Neighbor[] hits = new Neighbor[5];
        _index.SearchSession(viewed, hits, new SearchOptions { Space = Space.Next });
        Assert.Equal(hits.Select(Described), _index.Next(viewed, 5));
        _index.SearchSession(viewed, hits, new SearchOptions { Space = Space.Similar });
        Assert.NotEqual(hits.Select(Described), _index.Next(viewed, 5));
    }

    [Fact]
    public void Next_SnapshotWithoutNext_AsksSimilar()
    {
        using ProductIndex index = ProductIndex.Open(new TestShop(300, 8).Builder().BuildToMemory());
        Assert.Equal(index.Similar("p-000003", 7), index.Next(["p-000003"], 7));
    }

    [Fact]
    public void Similar_FilterAndCount_AreKept()
    {
        ProductFilter stock = _index.CreateFilter(f => f.InStock().InCategory("dept1"));
        IReadOnlyList<ProductHit> list = _index.Similar("p-000003", int.MaxValue, new SearchOptions { Filter = stock });
        Assert.InRange(list.Count, stock.Count - 1, stock.Count);
        Assert.All(list, hit => Assert.StartsWith("dept1", hit.Category, StringComparison.Ordinal));
        Assert.Empty(_index.Similar("p-000003", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.Similar("p-000003", -1));
    }

    [Fact]
    public void Lists_UnknownProducts_AreEmpty()
    {
        Assert.Empty(_index.Similar("nobody", 12));
        Assert.Empty(_index.Next([], 12));
        Assert.Empty(_index.Next(new List<string> { "nobody" }, 12));
    }

    [Fact]
    public void Lists_NoNameColumn_HaveTheTitleOrNoName()
    {
        using ProductIndex titled = ProductIndex.Open(Three().UseCatalog(Rows(), ["colour", "title"]).BuildToMemory());
        Assert.Equal("title of b", titled.Similar("a", 1)[0].Name);
        using ProductIndex unnamed = ProductIndex.Open(Three().BuildToMemory());
        Assert.Equal(new ProductHit("b", unnamed.Similar("a", 1)[0].Similarity, string.Empty, null, null), unnamed.Similar("a", 1)[0]);
    }

    [Fact]
    public void Lists_ProductOfADelta_IsAmongThem()
    {
        DeltaLog delta = _index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "new", Vector = _shop.Vector(17).ToArray(), Price = 7, Payload = [new("name", "brand new")] });
        _index.DeltaLog = delta;
        ProductHit first = _index.Similar("p-000017", 3)[0];
        Assert.Equal(("new", "brand new", 7L), (first.Id, first.Name, first.Price));
        Assert.Equal("p-000017", _index.Similar("new", 3)[0].Id);
    }

    private static ProductIndexBuilder Three() =>
        new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0.9f, 0.1f, 0, 1 }, 2).UseIds(["a", "b", "c"]);

    private static IEnumerable<CatalogProduct> Rows() =>
        new[] { "a", "b", "c" }.Select(id => new CatalogProduct { Id = id, Payload = ["red", $"title of {id}"] });

    private ProductHit Described(Neighbor hit) => new(
        _index.GetProductId(hit.Ordinal),
        hit.Similarity,
        _index.GetCategory(hit.Ordinal),
        _index.GetPayload(hit.Ordinal, "name"),
        _index.GetPrice(hit.Ordinal));
}
