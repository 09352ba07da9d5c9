using Microsoft.Extensions.DependencyInjection;

namespace ProductSpace.VectorData.Tests;

/// <summary>Stores and collections of a host's services.</summary>
public sealed class ServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("shop")]
    public async Task Services_StoreAndCollection_AreOneFolder(string? key)
    {
        ServiceCollection services = new();
        services.AddKeyedProductSpaceVectorStore(key, _folder.Root);
        services.AddKeyedProductSpaceCollection<int, Item>(key, _folder.Root, "items");
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            VectorStoreCollection<int, Item> items = provider.GetRequiredKeyedService<VectorStoreCollection<int, Item>>(key);
            await items.EnsureCollectionExistsAsync();
            await items.UpsertAsync(Item.Of(1));
            VectorStore store = provider.GetRequiredKeyedService<VectorStore>(key);
            Assert.Equal(["items"], await store.ListCollectionNamesAsync().ToListAsync());
            Assert.NotNull(await store.GetCollection<int, Item>("items").GetAsync(1));
            Assert.Same(items, provider.GetRequiredKeyedService<IVectorSearchable<Item>>(key));
            Assert.Equal("productspace", ((VectorStoreCollectionMetadata)items.GetService(typeof(VectorStoreCollectionMetadata))!).VectorStoreSystemName);
        }

        // Closed with the services: another process could open it now.
        using FileStream free = new(Path.Combine(_folder.Root, "items", "collection.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(free.CanWrite);
    }

    [Fact]
    public async Task Collection_OfADisposedStore_IsRefused()
    {
        ProductSpaceVectorStore store = new(_folder.Root);
        VectorStoreCollection<int, Item> items = store.GetCollection<int, Item>("items");
        await items.EnsureCollectionExistsAsync();
        store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => items.UpsertAsync(Item.Of(1)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => items.GetAsync(1));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../other")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("a:b")]
    [InlineData("a\n")]
    [InlineData("ends.")]
    [InlineData(" ")]
    public void Name_ThatCouldLeadOut_IsRefused(string name)
    {
        using ProductSpaceVectorStore store = new(_folder.Root);
        Assert.Throws<ArgumentException>(() => store.GetCollection<int, Item>(name));
        Assert.ThrowsAny<ArgumentException>(() => store.CollectionExistsAsync(name).GetAwaiter().GetResult());
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddProductSpaceCollection<int, Item>(_folder.Root, name));
    }

    [Fact]
    public async Task Delete_Collection_LeavesNothingAndOthersStay()
    {
        using ProductSpaceVectorStore store = new(_folder.Root);
        foreach (string name in new[] { "one", "two" })
        {
            VectorStoreCollection<int, Item> items = store.GetCollection<int, Item>(name);
            await items.EnsureCollectionExistsAsync();
            await items.UpsertAsync(Item.Of(1));
        }

        // What a process left that was killed while it deleted.
        Directory.CreateDirectory(Path.Combine(_folder.Root, "..deleted-three.tmp-1-0123abcd", "inner"));
        Assert.Equal(["one", "two"], await store.ListCollectionNamesAsync().ToListAsync());
        await store.EnsureCollectionDeletedAsync("one");
        Assert.Equal(["two"], Directory.GetFileSystemEntries(_folder.Root).Select(path => Path.GetFileName(path)));
    }

    [Theory]
    [InlineData(IndexKind.DiskAnn, null, "DiskAnn")]
    [InlineData(null, "Chebyshev", "Chebyshev")]
    public void Definition_WithAnUnknownPart_IsRefusedByName(string? index, string? distance, string part)
    {
        using ProductSpaceVectorStore store = new(_folder.Root);
        VectorStoreCollectionDefinition definition = new()
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(string)),
                new VectorStoreVectorProperty("Vector", typeof(float[]), 4) { IndexKind = index, DistanceFunction = distance },
            ],
        };
        Assert.Contains(part, Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("items", definition)).Message, StringComparison.Ordinal);
        definition.Properties[0] = new VectorStoreKeyProperty("Id", typeof(DateTime));
        definition.Properties.RemoveAt(1);
        Assert.Contains("'Id'", Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("items", definition)).Message, StringComparison.Ordinal);
        definition.Properties[0] = new VectorStoreKeyProperty("Id", typeof(string));
        definition.Properties.Add(new VectorStoreDataProperty("Any", typeof(object)));
        Assert.Contains("'Any'", Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("items", definition)).Message, StringComparison.Ordinal);
    }
}
