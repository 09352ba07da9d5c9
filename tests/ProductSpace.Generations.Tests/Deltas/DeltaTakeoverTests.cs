using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>
/// What was written to a delta that nobody held open is in the answers of the next generation: for readers at once, and in the
/// next generation's own file from its first write on.
/// </summary>
public sealed class DeltaTakeoverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DeltaTakeoverTests()
    {
        Directory.CreateDirectory(Shop);
        Night(1, ("a", true), ("b", true), ("c", true));
    }

    private string Shop => _folder.File("shop");

    private GenerationFolder Folder => new(Shop);

    [Fact]
    public void Publish_SoldOutWithoutAnOpenWriter_NextGenerationKnowsIt()
    {
        using IndexFollower storefront = Follow();
        Set(1, "b", inStock: false);
        storefront.Look();
        Assert.Equal("a c", StockShop.InStock(storefront));
        Night(2, ("a", true), ("b", true), ("c", true));
        Assert.True(storefront.Look());
        Assert.Equal((2, "a c", null), (storefront.Status.Generation, StockShop.InStock(storefront), storefront.Status.DeltaRefusal));

        // The first write to the new generation's delta takes over what the old one says.
        Set(2, "c", inStock: false);
        storefront.Look();
        Assert.Equal("a", StockShop.InStock(storefront));
        Set(2, "b", inStock: true);
        storefront.Look();
        Assert.Equal("a b", StockShop.InStock(storefront));
    }

    [Fact]
    public void Publish_TwiceWithoutAWrite_MarkStaysThroughPrune()
    {
        Set(1, "b", inStock: false);
        Night(2, ("a", true), ("b", true), ("c", true));
        Night(3, ("a", true), ("b", true), ("c", true));
        Folder.Prune(1);
        Assert.False(File.Exists(Folder.PathOf(1)));
        using IndexFollower storefront = Follow();
        Assert.Equal("a c", StockShop.InStock(storefront));
        Set(3, "a", inStock: false);
        Night(4, ("a", true), ("b", true), ("c", true));
        Folder.Prune(1);
        Assert.Equal(["catalog-000004.psd"], Directory.GetFiles(Shop, "*.psd").Select(path => Path.GetFileName(path)));
        storefront.Look();
        Assert.Equal("c", StockShop.InStock(storefront));
    }

    [Fact]
    public void Publish_ProductAwayForANight_MarkWaitsForIt()
    {
        Set(1, "b", inStock: false);
        Night(2, ("a", true), ("c", true));
        Set(2, "c", inStock: false);
        Night(3, ("a", true), ("b", true), ("c", true));
        using IndexFollower storefront = Follow();
        Assert.Equal("a", StockShop.InStock(storefront));
    }

    [Fact]
    public void Publish_NewSnapshotKnowsTheMark_NothingIsCarried()
    {
        Set(1, "b", inStock: false);
        Night(2, ("a", true), ("b", false), ("c", true));
        using IndexFollower storefront = Follow();
        Assert.Equal(("a c", 0), (StockShop.InStock(storefront), storefront.Status.DeltaUsed));
    }

    [Fact]
    public void Rollback_SoldOutAfterThePublication_OlderGenerationKnowsIt()
    {
        Set(1, "a", inStock: false);
        Night(2, ("a", true), ("b", true), ("c", true));
        Set(2, "a", inStock: true);
        Set(2, "b", inStock: false);
        Folder.Rollback();
        using IndexFollower storefront = Follow();
        Assert.Equal("a c", StockShop.InStock(storefront));
        Set(1, "c", inStock: false);
        storefront.Look();
        Assert.Equal("a", StockShop.InStock(storefront));
        Folder.Rollback(2);
        Assert.True(storefront.Look());
        Assert.Equal("a", StockShop.InStock(storefront));
    }

    /// <summary>A storefront writes on to the old generation until it swaps, and is killed before it does.</summary>
    [Fact]
    public void OpenDelta_WriterKilledBeforeItsSwap_NothingAcknowledgedIsLost()
    {
        IndexFollower killed = Follow();
        ProductDelta delta = killed.OpenDelta();
        delta.Set("a", new DeltaChange { InStock = false });
        delta.Flush();
        Night(2, ("a", true), ("b", true), ("c", true));
        delta.Set("b", new DeltaChange { InStock = false });
        delta.Flush();

        // Whoever begins the new generation's delta meanwhile is told who has the newest one.
        DeltaException held = Assert.Throws<DeltaException>(() => Set(2, "c", inStock: false));
        Assert.Equal(DeltaProblem.Held, held.Problem);
        Assert.Contains("catalog-000001.psd", held.Message, StringComparison.Ordinal);
        delta.Abandon();
        using IndexFollower storefront = Follow();
        Assert.Equal("c", StockShop.InStock(storefront));
        using ProductDelta next = storefront.OpenDelta();
        Assert.Equal("c", StockShop.InStock(storefront));
    }

    /// <summary>A publisher holds the newest delta for a moment: whoever opens it then waits instead of failing.</summary>
    [Fact]
    public async Task OpenDelta_WhileAPublisherReads_Waits()
    {
        Set(1, "b", inStock: false);
        IDisposable held = SystemFiles.Instance.TryLock(PsdOf(1) + ".lock", "a publisher, process 1")!;
        Task writes = Task.Run(() => Set(1, "a", inStock: false));
        await Task.Delay(100);
        Assert.False(writes.IsCompleted);
        held.Dispose();
        await writes;
        using IndexFollower storefront = Follow();
        Assert.Equal("c", StockShop.InStock(storefront));
    }

    /// <summary>A write to a generation that no longer answers is not lost either: its delta is the newest again.</summary>
    [Fact]
    public void Set_GenerationThatNoLongerAnswers_CurrentOneKnowsIt()
    {
        Night(2, ("a", true), ("b", true), ("c", true));
        Set(2, "a", inStock: false);
        Set(1, "b", inStock: false);
        using IndexFollower storefront = Follow();
        Assert.Equal("c", StockShop.InStock(storefront));
    }

    [Fact]
    public void Publish_DamagedDelta_RefusesAndSaysWhat()
    {
        Set(1, "b", inStock: false);
        string psd = Path.Combine(Shop, "catalog-000001.psd");
        byte[] bytes = File.ReadAllBytes(psd);
        bytes[70] ^= 1;
        File.Delete(psd);
        File.WriteAllBytes(psd, bytes);
        DeltaException refused = Assert.Throws<DeltaException>(() => Night(2, ("a", true), ("b", true)));
        Assert.Equal(DeltaProblem.Damaged, refused.Problem);
        Assert.Contains("catalog-000001.psd", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Folder.GetCurrent().Number);
        Assert.False(File.Exists(Folder.PathOf(2)));
    }

    [Fact]
    public void Publish_VectorsOfAnotherDimension_MarksGoOnAndNewProductsAreRefused()
    {
        using (ProductIndex index = ProductIndex.Open(Folder.PathOf(1)))
        using (ProductDelta delta = ProductDelta.Open(PsdOf(1), index))
        {
            delta.Upsert(new DeltaProduct { Id = "b", Vector = StockShop.VectorOf("x"), InStock = false });
        }

        string night = _folder.File("wide.psx");
        StockShop.Build(night, 2, 6, ("a", true), ("b", true));
        Folder.Publish(night);
        using (IndexFollower storefront = Follow())
        {
            Assert.Equal("a", StockShop.InStock(storefront));
        }

        using (ProductIndex index = ProductIndex.Open(Folder.PathOf(2)))
        using (ProductDelta delta = ProductDelta.Open(PsdOf(2), index))
        {
            delta.Upsert(new DeltaProduct { Id = "new", Vector = StockShop.VectorOf("x", 6) });
        }

        GenerationException refused = Assert.Throws<GenerationException>(() => Night(3, ("a", true), ("b", true)));
        Assert.Contains("\"new\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, Folder.GetCurrent().Number);
    }

    [Fact]
    public void Merge_FolderWhoseNewestDeltaIsOfAnOlderGeneration_TakesIt()
    {
        Set(1, "b", inStock: false);
        Night(2, ("a", true), ("b", true), ("c", true));
        Assert.Equal(PsdOf(2), DeltaMerge.Read(Shop).Path);
        Folder.Rollback();
        Assert.Equal(PsdOf(2), DeltaMerge.Read(Shop).Path);
        Set(1, "b", inStock: true);
        Assert.Equal(PsdOf(1), DeltaMerge.Read(Shop).Path);
    }

    /// <summary>The build of the night knew the mark, and a later one says that the product is back: so it is.</summary>
    [Fact]
    public void Publish_MarkWasKnownToTheNightBefore_LaterCatalogueCounts()
    {
        Set(1, "b", inStock: false);
        Night(2, ("a", true), ("b", false), ("c", true));
        Night(3, ("a", true), ("b", true), ("c", true));
        using IndexFollower storefront = Follow();
        Assert.Equal("a b c", StockShop.InStock(storefront));
    }

    /// <summary>A reader of a generation whose delta cannot be read goes on with what it read before.</summary>
    [Fact]
    public void Look_NewestDeltaUnreadableAtASwap_KeepsWhatItHasAndSaysSo()
    {
        Set(1, "b", inStock: false);
        using IndexFollower storefront = Follow();
        Night(2, ("a", true), ("b", true), ("c", true));
        byte[] bytes = File.ReadAllBytes(PsdOf(2));
        bytes[70] ^= 1;
        File.Delete(PsdOf(2));
        File.WriteAllBytes(PsdOf(2), bytes);
        Assert.True(storefront.Look());
        Assert.Equal((2, "a c"), (storefront.Status.Generation, StockShop.InStock(storefront)));
        Assert.Contains("catalog-000002.psd", storefront.Status.DeltaRefusal, StringComparison.Ordinal);
    }

    /// <summary>The pointer was set back and forth between two looks: the generation is the one that answers already.</summary>
    [Fact]
    public void Look_SameGenerationPublishedAgainWithAnOpenWriter_Swaps()
    {
        Night(2, ("a", true), ("b", true), ("c", true));
        using IndexFollower storefront = Follow();
        using ProductDelta delta = storefront.OpenDelta();
        delta.Set("b", new DeltaChange { InStock = false });
        Folder.Rollback();
        Folder.Rollback(2);
        Assert.True(storefront.Look());
        Assert.Equal((null, "a c"), (storefront.Status.Refusal, StockShop.InStock(storefront)));
    }

    /// <summary>Its answers do not forget what was acknowledged while the file is read again.</summary>
    [Fact]
    public void Dispose_FollowersOwnDelta_AnswersGoOnWithIt()
    {
        using IndexFollower storefront = Follow();
        using (ProductDelta delta = storefront.OpenDelta())
        {
            delta.Set("b", new DeltaChange { InStock = false });
        }

        Assert.Equal("a c", StockShop.InStock(storefront));
        storefront.Look();
        Set(1, "c", inStock: false);
        storefront.Look();
        Assert.Equal("a", StockShop.InStock(storefront));
    }

    /// <summary>A plain snapshot and its delta are no folder of generations; their bytes stay as they were.</summary>
    [Fact]
    public void Open_PlainNames_OtherDeltasInTheDirectoryAreNotLookedAt()
    {
        string plain = _folder.File("shop/plain.psx");
        StockShop.Build(plain, 1, StockShop.Dimension, ("a", true), ("b", true));
        Set(1, "b", inStock: false);
        using ProductIndex index = ProductIndex.Open(plain);
        using ProductDelta delta = ProductDelta.Open(_folder.File("shop/plain.psd"), index);
        Assert.Equal("a b", StockShop.InStock(index));
        Assert.Equal(0, DeltaContent.Read(delta.Status.Path, SystemFiles.Instance)!.Header.Turn);
    }

    public void Dispose() => _folder.Dispose();

    private string PsdOf(int generation) => Path.ChangeExtension(Folder.PathOf(generation), ".psd");

    private IndexFollower Follow() =>
        IndexFollower.Open(Shop, new FollowerOptions { Mode = OpenMode.Quick, UseDelta = true }, SystemFiles.Instance, follow: false);

    private void Night(ulong seed, params (string Id, bool InStock)[] products)
    {
        string night = _folder.File($"night-{seed}.psx");
        StockShop.Build(night, seed, StockShop.Dimension, products);
        Folder.Publish(night);
    }

    /// <summary>As `delta set` does: opens, writes, closes.</summary>
    private void Set(int generation, string id, bool inStock)
    {
        using ProductIndex index = ProductIndex.Open(Folder.PathOf(generation));
        using ProductDelta delta = ProductDelta.Open(PsdOf(generation), index);
        Assert.True(delta.Set(id, new DeltaChange { InStock = inStock }));
        delta.Flush();
    }
}
