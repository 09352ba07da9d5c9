namespace ProductSpace.VectorData.Tests.Collections;

/// <summary>When a collection is sealed, and that a failed sealing costs nothing but the work.</summary>
public sealed class SealingTests
{
    [Fact]
    public async Task Upsert_ManyChanges_AreSealedInTheBackground()
    {
        using Shelf shelf = new(new ProductSpaceStorageOptions { SealAfterChanges = 30 });
        await shelf.FillAsync(29);
        Assert.Equal((1, 29, false), Told(shelf));
        await shelf.FillAsync(1, first: 29);
        while (shelf.Items.GetStatus().SealedRecords < 30)
        {
            Assert.Null(shelf.Items.GetStatus().SealFault);
            await Task.Delay(5);
        }

        Assert.Equal(0, shelf.Items.GetStatus().Changes);
        Assert.Equal(30, (await Shelf.AllAsync(shelf.Items)).Count);
    }

    [Theory]
    [InlineData(false, 20)]
    [InlineData(true, 0)]
    public async Task Dispose_SealsWhereTheOptionsSaySo(bool sealOnDispose, int changes)
    {
        using Shelf shelf = new(new ProductSpaceStorageOptions { SealOnDispose = sealOnDispose });
        await shelf.FillAsync(20);
        shelf.Reopen();
        Assert.Equal((20, changes), (shelf.Items.GetStatus().Records, shelf.Items.GetStatus().Changes));
    }

    [Fact]
    public async Task Seal_ThatFails_IsToldAndTheNextWorks()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(20);
        string place = Path.Combine(shelf.Folder, ".sealing.psx");
        Directory.CreateDirectory(place);
        VectorStoreException fault = await Assert.ThrowsAsync<VectorStoreException>(() => shelf.Items.SealAsync());
        Assert.Equal(("items", "Seal"), (fault.CollectionName, fault.OperationName));
        Assert.NotNull(shelf.Items.GetStatus().SealFault);
        await shelf.FillAsync(5, first: 20);
        Assert.Equal(25, (await Shelf.AllAsync(shelf.Items)).Count);
        Directory.Delete(place);
        await shelf.Items.SealAsync();
        Assert.Null(shelf.Items.GetStatus().SealFault);
        Assert.Equal((25, 0), (shelf.Items.GetStatus().SealedRecords, shelf.Items.GetStatus().Changes));
        shelf.Reopen();
        Assert.Equal(25, (await Shelf.AllAsync(shelf.Items)).Count);
    }

    [Fact]
    public async Task Prune_AfterSealings_LeavesOneOfEachFile()
    {
        using Shelf shelf = new();
        for (int round = 0; round < 4; round++)
        {
            await shelf.FillAsync(10, first: 10 * round);
            await shelf.Items.SealAsync();
        }

        Assert.Single(Directory.GetFiles(shelf.Folder, "*.psr"));
        Assert.Single(Directory.GetFiles(shelf.Folder, "*.psx"));
        Assert.Empty(Directory.GetFiles(shelf.Folder, "*.psw"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Options_OutOfRange_AreRefused(int changes)
    {
        using TemporaryFolder folder = new();
        ProductSpaceVectorStoreOptions options = new() { Storage = new ProductSpaceStorageOptions { SealAfterChanges = changes } };
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProductSpaceVectorStore(folder.Root, options));
        options = new ProductSpaceVectorStoreOptions { TargetRecall = changes };
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProductSpaceVectorStore(folder.Root, options));
    }

    private static (int Number, int Changes, bool IsSealing) Told(Shelf shelf)
    {
        ProductSpaceCollectionStatus status = shelf.Items.GetStatus();
        return (status.Number, status.Changes, status.IsSealing);
    }
}
