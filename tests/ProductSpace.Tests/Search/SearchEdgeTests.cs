namespace ProductSpace.Tests.Search;

/// <summary>Questions without sense, and edges: each has a defined end.</summary>
public sealed class SearchEdgeTests
{
    private readonly BuiltShop _built = BuiltShop.Of(new ShopRecipe(400, 8));
    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public SearchEdgeTests() => (_shop, _index) = (_built.Products, _built.Index);

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Search_VectorWithoutDirection_Refused(float value)
    {
        float[] query = new float[8];
        Array.Fill(query, value);
        float[] before = [.. query];
        Neighbor[] hits = new Neighbor[3];
        Assert.Throws<ArgumentException>(() => _index.Search(query, hits));
        Assert.Throws<ArgumentException>(() => _index.SearchExact(query, hits));
        Assert.Equal(before, query);
        Assert.All(hits, hit => Assert.Equal(default, hit));
    }

    [Fact]
    public void Search_HugeAndTinyVectors_SameAnswer()
    {
        Neighbor[] plain = new Neighbor[5];
        Neighbor[] scaled = new Neighbor[5];
        float[] query = [.. _shop.Vector(3)];
        _index.Search(query, plain);
        foreach (float factor in new[] { 1e-15f, 1e15f })
        {
            _index.Search([.. query.Select(value => value * factor)], scaled);
            Assert.Equal(plain.Select(hit => hit.Ordinal), scaled.Select(hit => hit.Ordinal));
        }
    }

    [Fact]
    public void Search_WrongDimension_SaysBoth()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _index.Search(new float[7], new Neighbor[1]));
        Assert.Contains("7 numbers", error.Message, StringComparison.Ordinal);
        Assert.Contains("have 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SearchSession_EmptyUnknownNullAndDouble_DefinedEnds()
    {
        Neighbor[] hits = new Neighbor[3];
        Assert.Equal(default, _index.SearchSession(ReadOnlySpan<int>.Empty, hits));
        SearchResult unknown = _index.SearchSession(["nobody", null!, ""], hits);
        Assert.Equal((0, 3, SearchStrategy.None), (unknown.Count, unknown.UnknownIds, unknown.Strategy));
        SearchResult twice = _index.SearchSession(["p-000001", "p-000001", "nobody"], hits);
        Assert.Equal((3, 1), (twice.Count, twice.UnknownIds));
    }

    [Fact]
    public void SearchSession_Weights_AreTaken()
    {
        Neighbor[] first = new Neighbor[5];
        Neighbor[] only = new Neighbor[5];
        int[] views = [1, 2];
        _index.SearchSessionExact(views, first, new SearchOptions { Weights = new float[] { 1, 0 }, IncludeViewed = true });
        _index.SearchSessionExact(new[] { 1 }, only, new SearchOptions { IncludeViewed = true });
        Assert.Equal(only, first);
        Assert.Throws<ArgumentException>(() => _index.SearchSession(views, first, new SearchOptions { Weights = new float[] { 1 } }));
        Assert.Throws<ArgumentException>(() => _index.SearchSession(new[] { 1, 1 }, first, new SearchOptions { Weights = new float[] { 1, -1 } }));
        Assert.Throws<ArgumentException>(() => _index.SearchSession(views, first, new SearchOptions { Weights = new float[] { 1, float.NaN } }));
    }

    [Fact]
    public void Search_OptionsOutOfRange_Refused()
    {
        float[] query = [.. _shop.Vector(0)];
        foreach (SearchOptions options in new SearchOptions[]
        {
            new() { TargetRecall = -1 }, new() { TargetRecall = 1.5f }, new() { TargetRecall = float.NaN }, new() { EfSearch = -1 },
            new() { EfSearch = int.MaxValue }, new() { Decay = 2 }, new() { Decay = -0.5f }, new() { Space = Space.Next }, new() { Space = (Space)7 },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => _index.Search(query, new Neighbor[1], options));
        }
    }

    [Fact]
    public void Search_FilterOfAnotherIndex_Refused()
    {
        using ProductIndex other = _built.Open();
        ProductFilter filter = other.CreateFilter(f => f.InStock());
        Assert.Throws<ArgumentException>(() => _index.Search(_shop.Vector(0), new Neighbor[1], new SearchOptions { Filter = filter }));
    }

    [Fact]
    public void CreateFilter_UnknownCategory_NamesTheNearest()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.InCategory("dept1/grup1")));
        Assert.Contains("\"dept1/group1\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_OrdinalOutOfRange_Refused()
    {
        foreach (int ordinal in new[] { -1, 400, int.MaxValue })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => _index.GetProductId(ordinal));
            Assert.Throws<ArgumentOutOfRangeException>(() => _index.GetVector(ordinal, new float[8]));
        }

        Assert.Throws<ArgumentException>(() => _index.GetVector(0, new float[7]));
        Assert.Throws<ArgumentException>(() => _index.GetPayload(0, "colour"));
        Assert.False(_index.TryGetOrdinal(new string('x', 100_000), out _));
    }

    [Fact]
    public void Reads_EveryProduct_AsTheCatalogueSays()
    {
        Dictionary<string, CatalogProduct> rows = _shop.Catalog.ToDictionary(row => row.Id);
        float[] vector = new float[8];
        for (int product = 0; product < _shop.Count; product++)
        {
            Assert.True(_index.TryGetOrdinal(_shop.Ids[product], out int ordinal));
            rows.TryGetValue(_shop.Ids[product], out CatalogProduct? row);
            Assert.Equal(row?.Category.Split('|')[0] ?? string.Empty, _index.GetCategory(ordinal));
            Assert.Equal(row?.Price, _index.GetPrice(ordinal));
            Assert.Equal(row?.InStock ?? true, _index.IsInStock(ordinal));
            Assert.Equal(row?.FirstSeen, _index.GetFirstSeen(ordinal));
            Assert.Equal(row?.Payload[0] ?? string.Empty, _index.GetPayload(ordinal, "name"));
            float length = _index.GetVector(ordinal, vector);
            for (int i = 0; i < 8; i++)
            {
                Assert.Equal(_shop.Vector(product)[i], vector[i] * length, 1e-3f);
            }
        }
    }
}
