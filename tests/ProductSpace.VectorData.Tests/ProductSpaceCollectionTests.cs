namespace ProductSpace.VectorData.Tests;

/// <summary>Reading and writing records, in changes, sealed, and after a restart: the same answers.</summary>
public sealed class ProductSpaceCollectionTests : IDisposable
{
    private readonly Shelf _shelf = new();

    public void Dispose() => _shelf.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Get_EveryRecord_IsAsWritten(bool seal, bool reopen)
    {
        await _shelf.FillAsync(300);
        await PrepareAsync(seal, reopen);
        for (int id = 0; id < 300; id += 7)
        {
            Item? item = await _shelf.Items.GetAsync(id, new RecordRetrievalOptions { IncludeVectors = true });
            Assert.Equal(Item.Of(id).Text(), item!.Text());
            Assert.Equal(Item.Of(id).Vector.ToArray(), item.Vector.ToArray());
        }

        Assert.Null(await _shelf.Items.GetAsync(300));
        Assert.Equal(300, (await Shelf.AllAsync(_shelf.Items)).Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Upsert_KnownKey_ReplacesTheWholeRecord(bool seal, bool reopen)
    {
        await _shelf.FillAsync(100);
        await PrepareAsync(seal, reopen);
        Item other = new() { Id = 42, Name = "other", Vector = Item.Of(42).Vector };
        await _shelf.Items.UpsertAsync(other);
        Assert.Equal(other.Text(), (await _shelf.Items.GetAsync(42))!.Text());
        Assert.Equal((int[])[42], await Shelf.IdsAsync(_shelf.Items, item => item.Name == "other"));
        Assert.Equal(100, _shelf.Items.GetStatus().Records);
        List<VectorSearchResult<Item>> found = await _shelf.Items.SearchAsync(other.Vector, 100).ToListAsync();
        Assert.Equal(100, found.Select(one => one.Record.Id).Distinct().Count());
        Assert.Equal("other", found[0].Record.Name);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Delete_Records_AreInNoAnswer(bool seal, bool reopen)
    {
        await _shelf.FillAsync(100);
        await PrepareAsync(seal, reopen);
        await _shelf.Items.DeleteAsync([.. Enumerable.Range(0, 90), 1_000]);
        await PrepareAsync(seal: false, reopen);
        Assert.Null(await _shelf.Items.GetAsync(5));
        Assert.Equal(Enumerable.Range(90, 10), await Shelf.IdsAsync(_shelf.Items, item => true));
        int[] found = [.. (await _shelf.Items.SearchAsync(Item.Of(5).Vector, 100).ToListAsync()).Select(hit => hit.Record.Id).Order()];
        Assert.Equal(Enumerable.Range(90, 10), found);
    }

    [Fact]
    public async Task Delete_EverythingThenSeal_LeavesAnEmptyCollectionThatWorks()
    {
        await _shelf.FillAsync(50);
        await _shelf.Items.SealAsync();
        await _shelf.Items.DeleteAsync(Enumerable.Range(0, 50));
        await _shelf.Items.SealAsync();
        Assert.Equal((0, 0), (_shelf.Items.GetStatus().Records, _shelf.Items.GetStatus().Changes));
        _shelf.Reopen();
        Assert.Empty(await _shelf.Items.SearchAsync(Item.Of(1).Vector, 5).ToListAsync());
        Assert.Empty(await Shelf.AllAsync(_shelf.Items));
        await _shelf.FillAsync(3);
        Assert.Equal(3, (await _shelf.Items.SearchAsync(Item.Of(1).Vector, 5).ToListAsync()).Count);
    }

    [Fact]
    public async Task Upsert_CallerChangesWhatItGave_ChangesNothing()
    {
        float[] vector = [1, 0, 0, 0];
        Item item = Item.Of(1);
        item.Tags = ["before"];
        item.Vector = vector;
        await _shelf.Items.UpsertAsync(item);
        item.Tags[0] = "after";
        vector[0] = -1;
        Item read = (await _shelf.Items.GetAsync(1, new RecordRetrievalOptions { IncludeVectors = true }))!;
        Assert.Equal(["before"], read.Tags);
        Assert.Equal([1, 0, 0, 0], read.Vector.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Search_SealedAndChanged_RanksAsAnExhaustiveComparison(bool seal)
    {
        await _shelf.FillAsync(400);
        await PrepareAsync(seal, reopen: false);
        await _shelf.FillAsync(200, first: 300);
        await _shelf.Items.DeleteAsync([1, 2, 3, 350]);
        List<Item> all = [.. Enumerable.Range(0, 500).Where(id => id is not (1 or 2 or 3 or 350)).Select(Item.Of)];
        float[] query = [0.3f, -0.2f, 0.9f, 0.1f];
        VectorSearchOptions<Item> options = new() { Filter = item => item.IsNew || item.Price > 2, Skip = 2 };
        List<VectorSearchResult<Item>> found = await _shelf.Items.SearchAsync(query, 20, options).ToListAsync();
        double[] expected = [.. all.Where(item => item.IsNew || item.Price > 2).Select(item => Cosine(query, item.Vector.Span)).OrderDescending().Skip(2).Take(20)];
        Assert.Equal(20, found.Count);
        for (int i = 0; i < found.Count; i++)
        {
            Assert.Equal(expected[i], found[i].Score!.Value, 3e-4);
            Assert.Equal(Cosine(query, Item.Of(found[i].Record.Id).Vector.Span), found[i].Score!.Value, 3e-4);
        }
    }

    [Theory]
    [InlineData(DistanceFunction.CosineSimilarity, IndexKind.Hnsw)]
    [InlineData(DistanceFunction.CosineDistance, IndexKind.Hnsw)]
    [InlineData(DistanceFunction.DotProductSimilarity, IndexKind.Hnsw)]
    [InlineData(DistanceFunction.NegativeDotProductSimilarity, IndexKind.Hnsw)]
    [InlineData(DistanceFunction.EuclideanDistance, IndexKind.Hnsw)]
    [InlineData(DistanceFunction.EuclideanSquaredDistance, IndexKind.Flat)]
    [InlineData(DistanceFunction.ManhattanDistance, IndexKind.Flat)]
    [InlineData(DistanceFunction.HammingDistance, IndexKind.Flat)]
    [InlineData(DistanceFunction.CosineSimilarity, IndexKind.Flat)]
    public async Task Search_EveryDistance_ScoresAndThresholdsAlikeSealedOrNot(string distance, string index)
    {
        using ProductSpaceDynamicCollection points = new(_shelf.Root, "points", new ProductSpaceCollectionOptions
        {
            Definition = new VectorStoreCollectionDefinition
            {
                Properties =
                [
                    new VectorStoreKeyProperty("Id", typeof(int)),
                    new VectorStoreVectorProperty("At", typeof(float[]), 4) { DistanceFunction = distance, IndexKind = index },
                ],
            },
        });
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(Enumerable.Range(0, 200).Select(id => new Dictionary<string, object?> { ["Id"] = id, ["At"] = Item.Of(id).Vector.ToArray() }));
        float[] query = Item.Of(7).Vector.ToArray();
        List<VectorSearchResult<Dictionary<string, object?>>> before = await points.SearchAsync(query, 30).ToListAsync();
        await points.SealAsync();
        List<VectorSearchResult<Dictionary<string, object?>>> after = await points.SearchAsync(query, 30).ToListAsync();
        Assert.Equal(before.Select(hit => hit.Score!.Value), after.Select(hit => hit.Score!.Value), (one, other) => Math.Abs(one - other) < 3e-4);
        bool isRising = distance is DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity;
        Assert.Equal(isRising ? after.OrderByDescending(hit => hit.Score) : after.OrderBy(hit => hit.Score), after);
        double threshold = (after[9].Score!.Value + after[10].Score!.Value) / 2;
        int within = after.Count(hit => isRising ? hit.Score >= threshold : hit.Score <= threshold);
        Assert.Equal(within, (await points.SearchAsync(query, 30, new() { ScoreThreshold = threshold }).ToListAsync()).Count);
    }

    [Fact]
    public async Task Get_Ordered_SortsByEveryPartAndPutsNullFirst()
    {
        await _shelf.FillAsync(60);
        await _shelf.Items.SealAsync();
        await _shelf.FillAsync(60, first: 60);
        FilteredRecordRetrievalOptions<Item> options = new()
        {
            OrderBy = order => order.Ascending(item => item.Name).Descending(item => item.Size).Ascending(item => item.Id),
            Skip = 5,
        };
        int[] found = [.. (await _shelf.Items.GetAsync(item => item.Price > 0.5, 40, options).ToListAsync()).Select(item => item.Id)];
        int[] expected = [.. Enumerable.Range(0, 120).Select(Item.Of).Where(item => item.Price > 0.5).OrderBy(item => item.Name, StringComparer.Ordinal).ThenByDescending(item => item.Size).ThenBy(item => item.Id).Skip(5).Take(40).Select(item => item.Id)];
        Assert.Equal(expected, found);
        options.OrderBy = order => order.Ascending(item => item.Tags);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await _shelf.Items.GetAsync(item => true, 1, options).ToListAsync());
    }

    /// <summary>NaN is neither less nor greater; without a place of its own it would part the others' order.</summary>
    [Fact]
    public async Task Get_OrderedByNumbersThatAreNone_PutsTheseFirst()
    {
        Item[] items = [.. Enumerable.Range(0, 90).Select(Item.Of)];
        foreach (Item item in items)
        {
            item.Price = item.Id % 3 == 0 ? double.NaN : item.Price;
        }

        await _shelf.Items.EnsureCollectionExistsAsync();
        await _shelf.Items.UpsertAsync(items);
        FilteredRecordRetrievalOptions<Item> options = new() { OrderBy = order => order.Ascending(item => item.Price) };
        int[] found = [.. (await _shelf.Items.GetAsync(item => true, 90, options).ToListAsync()).Select(item => item.Id)];
        Assert.Equal(items.OrderBy(item => item.Price).Select(item => item.Id), found);
        options.OrderBy = order => order.Descending(item => item.Price);
        found = [.. (await _shelf.Items.GetAsync(item => true, 90, options).ToListAsync()).Select(item => item.Id)];
        Assert.Equal(items.OrderByDescending(item => item.Price).Select(item => item.Id), found);
    }

    [Fact]
    public async Task Search_TypedCollection_AndDynamicOneSeeTheSame()
    {
        await _shelf.FillAsync(20);
        using ProductSpaceDynamicCollection dynamic = new(_shelf.Root, "items", new ProductSpaceCollectionOptions { Definition = Definition() });
        Dictionary<string, object?> record = (await dynamic.GetAsync(7))!;
        Assert.Equal(("item 7", 7 % 9, false), (record["Name"], record["Size"], record["IsNew"]));
        Assert.False(record.ContainsKey("Vector"));
        await dynamic.UpsertAsync(new Dictionary<string, object?> { ["Id"] = 99, ["Name"] = "new", ["IsNew"] = true, ["Vector"] = Item.Of(99).Vector });
        Item item = (await _shelf.Items.GetAsync(99))!;
        Assert.Equal(("new", null, 0.0), (item.Name, item.Size, item.Price));
        Assert.Equal([99], await dynamic.GetAsync(one => (string?)one["Name"] == "new" && (bool)one["IsNew"]!, 5).Select(one => (int)one["Id"]!).ToListAsync());
    }

    [Fact]
    public async Task Schema_SameNameAnotherType_IsRefusedByName()
    {
        VectorStoreCollectionDefinition definition = Definition();
        definition.Properties[1] = new VectorStoreDataProperty("Name", typeof(int));
        using ProductSpaceDynamicCollection other = new(_shelf.Root, "items", new ProductSpaceCollectionOptions { Definition = definition });
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(() => other.EnsureCollectionExistsAsync());
        Assert.Contains("\"Name\" as String", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.GetAsync(1));
    }

    [Fact]
    public async Task Schema_NewProperty_IsAddedAndOlderRecordsHaveNone()
    {
        await _shelf.FillAsync(5);
        await _shelf.Items.SealAsync();
        VectorStoreCollectionDefinition definition = Definition();
        definition.Properties.Add(new VectorStoreDataProperty("Weight", typeof(decimal?)));
        using (ProductSpaceDynamicCollection wider = new(_shelf.Root, "items", new ProductSpaceCollectionOptions { Definition = definition }))
        {
            Assert.Null((await wider.GetAsync(3))!["Weight"]);
            Assert.Equal(5, await wider.GetAsync(one => one["Weight"] == null, 9).CountAsync());
            await wider.UpsertAsync(new Dictionary<string, object?> { ["Id"] = 3, ["Weight"] = 1.50m, ["IsNew"] = true, ["Vector"] = Item.Of(3).Vector });
            Assert.Equal([3], await wider.GetAsync(one => (decimal?)one["Weight"] > 1, 9).Select(one => (int)one["Id"]!).ToListAsync());
        }

        _shelf.Reopen();
        using ProductSpaceDynamicCollection again = new(_shelf.Root, "items", new ProductSpaceCollectionOptions { Definition = definition });
        Assert.Equal(1.50m, (await again.GetAsync(3))!["Weight"]);
        await again.SealAsync();
        Assert.Equal(1.50m, (await again.GetAsync(3))!["Weight"]);
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3 }, "3 dimensions")]
    [InlineData(new float[] { 0, 0, 0, 0 }, "is zero")]
    [InlineData(new float[] { 1, float.NaN, 0, 0 }, "not finite")]
    [InlineData(new float[] { 1, float.PositiveInfinity, 0, 0 }, "not finite")]
    public async Task Vector_ThatNoSearchCouldRank_IsRefusedAndNothingWritten(float[] vector, string part)
    {
        Item bad = Item.Of(2);
        bad.Vector = vector;
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => _shelf.Items.UpsertAsync([Item.Of(1), bad]));
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.Contains("record \"2\"", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, _shelf.Items.GetStatus().Records);
        await Assert.ThrowsAsync<ArgumentException>(async () => await _shelf.Items.SearchAsync(vector, 1).ToListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_WithoutVector_IsKeptAndNeverFoundByIt(bool seal)
    {
        await _shelf.FillAsync(30);
        await _shelf.Items.UpsertAsync(new Item { Id = 100, Name = "bare" });
        await PrepareAsync(seal, reopen: seal);
        Assert.Equal("bare", (await _shelf.Items.GetAsync(100, new RecordRetrievalOptions { IncludeVectors = true }))!.Name);
        Assert.Equal(30, (await _shelf.Items.SearchAsync(Item.Of(1).Vector, 100).ToListAsync()).Count);
        Assert.Equal((int[])[100], await Shelf.IdsAsync(_shelf.Items, item => item.Name == "bare"));
    }

    [Fact]
    public async Task Collection_ThatDoesNotExist_IsSaidSo()
    {
        using Shelf empty = new(create: false);
        VectorStoreException fault = await Assert.ThrowsAsync<VectorStoreException>(() => empty.FillAsync(1));
        Assert.Contains("EnsureCollectionExistsAsync", fault.Message, StringComparison.Ordinal);
        Assert.Equal("items", fault.CollectionName);
        await Assert.ThrowsAsync<VectorStoreException>(async () => await empty.Items.SearchAsync(Item.Of(1).Vector, 1).ToListAsync());
        await empty.Items.EnsureCollectionDeletedAsync();
    }

    private static VectorStoreCollectionDefinition Definition() => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("Id", typeof(int)),
            new VectorStoreDataProperty("Name", typeof(string)),
            new VectorStoreDataProperty("Size", typeof(int?)),
            new VectorStoreDataProperty("IsNew", typeof(bool)),
            new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), Item.Dimension),
        ],
    };

    private static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        (double dot, double one, double other) = (0, 0, 0);
        for (int i = 0; i < left.Length; i++)
        {
            dot += (double)left[i] * right[i];
            one += (double)left[i] * left[i];
            other += (double)right[i] * right[i];
        }

        return dot / Math.Sqrt(one * other);
    }

    private async Task PrepareAsync(bool seal, bool reopen)
    {
        if (seal)
        {
            await _shelf.Items.SealAsync();
            Assert.Equal(0, _shelf.Items.GetStatus().Changes);
        }

        if (reopen)
        {
            _shelf.Reopen();
        }
    }
}
