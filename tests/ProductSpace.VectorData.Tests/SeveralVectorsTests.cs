using ProductSpace.Generations;

namespace ProductSpace.VectorData.Tests;

/// <summary>Collections with several vector properties, with none, and with every type of key and value.</summary>
public sealed class SeveralVectorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Search_EachOfTwoVectors_RanksByItAfterSealingAndReopening()
    {
        for (int look = 0; look < 3; look++)
        {
            using ProductSpaceCollection<string, Two> both = new(_folder.Root, "both");
            if (look == 0)
            {
                await both.EnsureCollectionExistsAsync();
                await both.UpsertAsync(Enumerable.Range(0, 200).Select(id => new Two
                {
                    Id = $"two {id}",
                    Text = id % 3 == 0 ? default : Item.Of(id).Vector,
                    Picture = Item.Of(1000 - id).Vector.ToArray(),
                }));
            }
            else if (look == 1)
            {
                await both.SealAsync();
            }

            Assert.Equal("two 40", (await both.SearchAsync(Item.Of(40).Vector, 1, new() { VectorProperty = two => two.Text }).SingleAsync()).Record.Id);
            VectorSearchOptions<Two> byPicture = new() { VectorProperty = two => two.Picture, IncludeVectors = true, Filter = two => two.Id != "two 41" };
            Two found = (await both.SearchAsync(Item.Of(960).Vector, 1, byPicture).SingleAsync()).Record;
            Assert.Equal("two 40", found.Id);
            Assert.Equal(Item.Of(960).Vector.ToArray(), found.Picture);
            Assert.Equal(Item.Of(40).Vector.ToArray(), found.Text.ToArray());
            Assert.Equal(133, (await both.SearchAsync(Item.Of(1).Vector, 500, new() { VectorProperty = two => two.Text }).ToListAsync()).Count);
            Assert.Equal(199, (await both.SearchAsync(Item.Of(1).Vector, 500, byPicture).ToListAsync()).Count);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await both.SearchAsync(Item.Of(1).Vector, 1).ToListAsync());
        }

        // The first vector's index can be followed like any other.
        using IndexFollower follower = IndexFollower.Open(Path.Combine(_folder.Root, "both"));
        using IndexLease lease = follower.Acquire();
        Assert.True(lease.Index.TryGetOrdinal("two 40", out _));
    }

    [Fact]
    public async Task Keys_OfAnyText_AreSealedAndFound()
    {
        string[] keys = ["a", "A", " ", "a\nb\0c", "Zürich 🧭", "e\u0301", "\u00E9", new string('x', 4096), "1", "01", "..", "a/b"];
        for (int look = 0; look < 3; look++)
        {
            using ProductSpaceCollection<string, Two> all = new(_folder.Root, "keys");
            if (look == 0)
            {
                await all.EnsureCollectionExistsAsync();
                await all.UpsertAsync(keys.Select((key, id) => new Two { Id = key, Text = Item.Of(id).Vector, Picture = [1, 2, 3, id] }));
            }
            else if (look == 1)
            {
                await all.SealAsync();
            }

            for (int id = 0; id < keys.Length; id++)
            {
                Assert.Equal(id, (await all.GetAsync(keys[id], new RecordRetrievalOptions { IncludeVectors = true }))!.Picture![3]);
                Assert.Equal(keys[id], (await all.SearchAsync(Item.Of(id).Vector, 1, new() { VectorProperty = two => two.Text }).SingleAsync()).Record.Id);
            }

            await Assert.ThrowsAsync<ArgumentException>(() => all.GetAsync(""));
            await Assert.ThrowsAsync<ArgumentException>(() => all.UpsertAsync(new Two { Id = new string('ü', 2049) }));
        }
    }

    [Theory]
    [InlineData(typeof(string), "key")]
    [InlineData(typeof(int), -5)]
    [InlineData(typeof(uint), 5u)]
    [InlineData(typeof(long), long.MinValue)]
    [InlineData(typeof(ulong), ulong.MaxValue)]
    public async Task Values_OfEveryType_ComeBackAsTheyWere(Type keyType, object key)
    {
        Dictionary<string, object?> values = new()
        {
            ["Boolean"] = true, ["Byte"] = (byte)200, ["SByte"] = (sbyte)-3, ["Int16"] = short.MinValue, ["UInt16"] = ushort.MaxValue,
            ["Int32"] = int.MinValue, ["UInt32"] = uint.MaxValue, ["Int64"] = long.MinValue, ["UInt64"] = ulong.MaxValue,
            ["Single"] = float.Epsilon, ["Double"] = double.NaN, ["Decimal"] = -79228162514264337593543950335m, ["Decimal2"] = 1.2300m,
            ["Char"] = '\uFFFF', ["String"] = "Zürich 🧭\0", ["Guid"] = Guid.CreateVersion7(), ["DateTime"] = DateTime.MaxValue,
            ["Local"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), ["DateTimeOffset"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-570)),
            ["DateOnly"] = DateOnly.MaxValue, ["TimeOnly"] = TimeOnly.MaxValue, ["TimeSpan"] = TimeSpan.MinValue,
            ["Bytes"] = new byte[] { 1, 2, 3 }, ["Empty"] = Array.Empty<double>(), ["Texts"] = new[] { "a", "", "ü" }, ["List"] = new List<Guid> { Guid.Empty },
        };
        VectorStoreCollectionDefinition definition = new() { Properties = [new VectorStoreKeyProperty("Key", keyType)] };
        foreach ((string name, object? value) in values)
        {
            definition.Properties.Add(new VectorStoreDataProperty(name, value!.GetType()));
        }

        for (int look = 0; look < 3; look++)
        {
            using ProductSpaceDynamicCollection all = new(_folder.Root, "all", new ProductSpaceCollectionOptions { Definition = definition });
            if (look == 0)
            {
                await all.EnsureCollectionExistsAsync();
                await all.UpsertAsync(new Dictionary<string, object?>(values) { ["Key"] = key });
            }

            Dictionary<string, object?> read = (await all.GetAsync(key))!;
            Assert.Equal(key, read["Key"]);
            Assert.All(values, pair => Assert.Equal(pair.Value, read[pair.Key]));
            Assert.All(values, pair => Assert.Equal(pair.Value!.GetType(), read[pair.Key]!.GetType()));
            Assert.Equal(values["DateTimeOffset"]!.ToString(), read["DateTimeOffset"]!.ToString());
            Assert.Equal(DateTimeKind.Utc, ((DateTime)read["Local"]!).Kind);
            Assert.Equal("1.2300", FormattableString.Invariant($"{read["Decimal2"]}"));
            await all.SealAsync();
        }

        using ProductSpaceDynamicCollection again = new(_folder.Root, "all", new ProductSpaceCollectionOptions { Definition = definition });
        await Assert.ThrowsAsync<ArgumentException>(() => again.GetAsync(DateTime.MinValue));
        await Assert.ThrowsAsync<ArgumentException>(() => again.UpsertAsync(new Dictionary<string, object?> { ["Key"] = key, ["String"] = "\uD800" }));
    }

    private sealed class Two
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(Item.Dimension)]
        public ReadOnlyMemory<float> Text { get; set; }

        [VectorStoreVector(Item.Dimension)]
        public float[]? Picture { get; set; }
    }
}
