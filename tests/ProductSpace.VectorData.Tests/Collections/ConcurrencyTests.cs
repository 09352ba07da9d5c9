namespace ProductSpace.VectorData.Tests.Collections;

/// <summary>Writers, readers and sealings at the same time: every read sees one moment of the collection.</summary>
public sealed class ConcurrencyTests
{
    private const int Pairs = 40;

    [Fact]
    public async Task Read_WhileOthersWriteAndSeal_SeesWholeBatchesAndEveryRecordOnce()
    {
        using Shelf shelf = new(new ProductSpaceStorageOptions { SealAfterChanges = 50, FlushEachChange = false });
        await shelf.Items.UpsertAsync(Enumerable.Range(0, 2 * Pairs).Select(id => Versioned(id, version: 0)));
        using CancellationTokenSource stop = new();
        Task writer = Task.Run(async () =>
        {
            for (int version = 1; !stop.IsCancellationRequested; version++)
            {
                int pair = version % Pairs;
                await shelf.Items.UpsertAsync([Versioned(2 * pair, version), Versioned((2 * pair) + 1, version)]);
            }
        });
        Task[] readers = [.. Enumerable.Range(0, 2).Select(reader => Task.Run(async () =>
        {
            int rounds = 0;
            for (; rounds < 150 || shelf.Items.GetStatus().Number < 3; rounds++)
            {
                List<Item> all = await Shelf.AllAsync(shelf.Items);
                Assert.Equal(Enumerable.Range(0, 2 * Pairs), all.Select(item => item.Id));
                Assert.All(Enumerable.Range(0, Pairs), pair => Assert.Equal(all[2 * pair].Size, all[(2 * pair) + 1].Size));
                List<VectorSearchResult<Item>> hits = await shelf.Items.SearchAsync(Item.Of(reader).Vector, 3 * Pairs, new() { Filter = item => item.Size >= 0 }).ToListAsync();
                Assert.Equal(Enumerable.Range(0, 2 * Pairs), hits.Select(hit => hit.Record.Id).Order());
                int asked = rounds % Pairs;
                List<Item> both = await shelf.Items.GetAsync([2 * asked, (2 * asked) + 1]).ToListAsync();
                Assert.Equal(2, both.Count);
                Assert.Equal(both[0].Size, both[1].Size);
            }
        }))];
        await Task.WhenAll(readers);
        await stop.CancelAsync();
        await writer;
        Assert.Null(shelf.Items.GetStatus().SealFault);
        Assert.True(shelf.Items.GetStatus().Number > 2);
        int?[] versions = [.. (await Shelf.AllAsync(shelf.Items)).Select(item => item.Size)];
        shelf.Reopen();
        Assert.Equal(versions, (await Shelf.AllAsync(shelf.Items)).Select(item => item.Size));
    }

    [Fact]
    public async Task Store_TwoInOneProcess_ShareWhatIsOpen()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(5);
        using (ProductSpaceVectorStore second = new(shelf.Root + Path.DirectorySeparatorChar))
        {
            VectorStoreCollection<int, Item> items = second.GetCollection<int, Item>("items");
            await items.UpsertAsync(Item.Of(5));
            Assert.Equal(6, (await Shelf.AllAsync(items)).Count);
        }

        Assert.Equal(6, (await Shelf.AllAsync(shelf.Items)).Count);
        await shelf.Store.EnsureCollectionDeletedAsync("items");
        Assert.False(await shelf.Items.CollectionExistsAsync());
        await Assert.ThrowsAsync<VectorStoreException>(() => shelf.FillAsync(1));
        await shelf.Items.EnsureCollectionExistsAsync();
        Assert.Empty(await Shelf.AllAsync(shelf.Items));
    }

    [Fact]
    public async Task Collection_OpenElsewhere_IsRefusedWithTheHolder()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(1);
        string alias = Path.Combine(shelf.Root, ".alias");
        Directory.CreateSymbolicLink(alias, shelf.Root);
        using ProductSpaceVectorStore other = new(alias);
        VectorStoreException fault = await Assert.ThrowsAsync<VectorStoreException>(() => other.GetCollection<int, Item>("items").GetAsync(1));
        Assert.Contains($"process {Environment.ProcessId} has this collection open", fault.Message, StringComparison.Ordinal);
    }

    private static Item Versioned(int id, int version)
    {
        Item item = Item.Of(id);
        item.Size = version;
        return item;
    }
}
