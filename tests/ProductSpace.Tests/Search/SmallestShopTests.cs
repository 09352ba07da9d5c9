namespace ProductSpace.Tests.Search;

/// <summary>A shop without products, and one with a single one: every call has a defined end.</summary>
public sealed class SmallestShopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_NoProducts_EmptyAnswers(bool withNext)
    {
        // A shop without products has no OUT vectors to tell that it wants the space.
        ProductIndexBuilder builder = new TestShop(0, 8).Builder();
        using ProductIndex index = Open(withNext ? builder.UseNextVectors(Array.Empty<float>(), 8) : builder);
        Assert.Equal(withNext, index.HasNext);
        Neighbor untouched = new(-3, 2);
        Neighbor[] hits = [untouched, untouched];
        float[] query = [1, 2, 3, 4, 5, 6, 7, 8];
        ProductFilter filter = index.CreateFilter(f => f.InStock().PriceBetween(0, 10));
        foreach (Space space in withNext ? new[] { Space.Similar, Space.Next } : [Space.Similar])
        {
            foreach (SearchOptions options in new SearchOptions[] { new() { Space = space }, new() { Space = space, Filter = filter, Exclude = new[] { 0, 5 } } })
            {
                Assert.Equal(0, index.Search(query, hits, options).Count);
                Assert.Equal(0, index.SearchExact(query, hits, options).Count);
                SearchResult session = index.SearchSession([0, 1], hits, options);
                Assert.Equal((0, 2), (session.Count, session.UnknownIds));
                Assert.Equal(1, index.SearchSessionExact(["nobody"], hits, options).UnknownIds);
            }
        }

        Assert.All(hits, hit => Assert.Equal(untouched, hit));
        Assert.Equal(0, filter.Count);
        Assert.False(index.TryGetOrdinal("p-000000", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.GetProductId(0));
        index.Verify();
    }

    [Fact]
    public void Search_OneProduct_IsFoundUnlessViewedOrExcluded()
    {
        TestShop shop = new(1, 8, withNext: true);
        using ProductIndex index = Open(shop.Builder());
        float[] away = [.. shop.Vector(0).ToArray().Select(value => -value)];
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            Neighbor[] hits = new Neighbor[3];
            SearchOptions options = new() { Space = space };
            Assert.Equal(1, index.Search(away, hits, options).Count);
            Assert.Equal(1, index.SearchExact(away, hits, options).Count);
            Assert.Equal(0, index.Search(away, hits, options with { Exclude = new[] { 0 } }).Count);
            Assert.Equal(0, index.SearchSession([0, 0], hits, options).Count);
            Assert.Equal(1, index.SearchSession(["p-000000"], hits, options with { IncludeViewed = true }).Count);
        }

        Neighbor[] one = new Neighbor[1];
        index.Search(away, one);
        Assert.Equal(-1, one[0].Similarity, 2e-5);
    }

    private ProductIndex Open(ProductIndexBuilder builder)
    {
        builder.Build(_folder.File("shop.psx"));
        return ProductIndex.Open(_folder.File("shop.psx"), OpenMode.Verify);
    }
}
