using ProductSpace.Delta;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>A question in a context: the query, what is left out, and where a walk starts.</summary>
public sealed class QueryPreparationTests : IDisposable
{
    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly SearchContext _context = new();

    public QueryPreparationTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1_800, 20) { Seed = 4, WithNext = true });
        (_shop, _index) = (built.Products, built.Open());
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public void FromVector_Exclusions_AreOrdinalsAndKnownIds()
    {
        SearchOptions options = new() { Exclude = new[] { 5 }, ExcludeIds = new[] { "nobody", null!, _index.GetProductId(9) } };
        _context.Hits.Excluded.Add([77]);
        QueryPreparation.FromVector(_index.Snapshot, _index.ViewOf(Space.Similar), _shop.Vector(0), options, _context);
        Assert.Equal([5, 9], _context.Hits.Excluded.Ordinals.ToArray());
    }

    [Fact]
    public void FromVector_NoDirection_IsRefusedByName() =>
        Assert.Contains(
            "no direction",
            Assert.Throws<ArgumentException>(() => QueryPreparation.FromVector(_index.Snapshot, _index.ViewOf(Space.Similar), new float[20], default, _context)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(Space.Similar)]
    [InlineData(Space.Next)]
    public void FromViews_KnownAndUnknownIds_AreSeedsInTheAskedSpaceAndLeftOut(Space space)
    {
        SpaceView view = _index.ViewOf(space);
        (int known, int seeds) = QueryPreparation.FromViews(
            _index.Snapshot, view, default, [_index.GetProductId(8), "nobody", null!, _index.GetProductId(3)], new SearchOptions { Exclude = new[] { 5 } }, _context);
        Assert.Equal((2, 2), (known, seeds));
        Assert.Equal([view.ToSlot(8), view.ToSlot(3)], _context.Views.Ordinals[..2]);
        Assert.Equal([5, 8, 3], _context.Hits.Excluded.Ordinals.ToArray());
    }

    [Fact]
    public void FromViews_IdsOrOrdinals_AskTheSame()
    {
        SpaceView view = _index.ViewOf(Space.Next);
        SearchContext other = new();
        QueryPreparation.FromViews(_index.Snapshot, view, [8, -1, 3], default, default, _context);
        QueryPreparation.FromViews(_index.Snapshot, view, default, [_index.GetProductId(8), "nobody", _index.GetProductId(3)], default, other);
        Assert.Equal(other.Query.Codes, _context.Query.Codes);
        Assert.Equal(other.Query.Unit, _context.Query.Unit);
    }

    [Fact]
    public void FromViews_NobodyKnown_AsksNothing() =>
        Assert.Equal((0, 0), QueryPreparation.FromViews(_index.Snapshot, _index.ViewOf(Space.Similar), [-1, int.MaxValue], default, default, _context));

    [Fact]
    public void FromViews_IncludeViewed_LeavesThemIn()
    {
        QueryPreparation.FromViews(_index.Snapshot, _index.ViewOf(Space.Similar), [8, 3], default, new SearchOptions { IncludeViewed = true }, _context);
        Assert.Equal(0, _context.Hits.Excluded.Count);
        (int known, int seeds) = QueryPreparation.FromViews(
            _index.Snapshot, _index.ViewOf(Space.Similar), [8, 3], default, new SearchOptions { SeedFromViewed = false }, _context);
        Assert.Equal((2, 0), (known, seeds));
    }

    /// <summary>A viewed product that a delta added has no node; one that is gone was never viewed.</summary>
    [Fact]
    public void FromViews_ProductsOfADelta_CountAndSeedNothing()
    {
        DeltaLog delta = _index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "new", Vector = [.. _shop.Vector(7)], NextVector = [.. _shop.Vector(7)] });
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = _index.GetProductId(3) });
        _context.Attach(delta.Now(0), filter: null);
        (int known, int seeds) = QueryPreparation.FromViews(
            _index.Snapshot, _index.ViewOf(Space.Similar), default, ["new", _index.GetProductId(3), _index.GetProductId(8)], default, _context);
        Assert.Equal((2, 1), (known, seeds));
        Assert.Equal([_index.Count, 8], _context.Hits.Excluded.Ordinals.ToArray());
        Assert.Equal(_index.ViewOf(Space.Similar).ToSlot(8), _context.Views.Ordinals[0]);
    }
}
