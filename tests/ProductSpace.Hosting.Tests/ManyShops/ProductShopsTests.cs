using ProductSpace.Hosting.Tests.Telemetry;

namespace ProductSpace.Hosting.Tests.ManyShops;

public sealed class ProductShopsTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WatchedFiles _files = new() { MayLinger = true };
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        _open.ForEach(one => one.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Acquire_MoreShopsThanMayBeOpen_ClosesTheLeastRecentlyUsed()
    {
        ProductShops many = Open(count: 6, most: 3);
        Assert.Equal(0, many.Status.Open);
        for (int shop = 0; shop < 3; shop++)
        {
            Assert.Equal(shop, WordOf(many, shop));
            Tick();
        }

        Assert.Equal(0, WordOf(many, 0));
        Tick();
        Assert.Equal(3, WordOf(many, 3));
        Assert.Equal([true, false, true, true, false, false], Opened(many));
        Assert.Equal(3, many.Status.Open);
        Assert.Equal(1, WordOf(many, 1));
        Assert.Equal([true, true, false, true, false, false], Opened(many));
        Assert.Equal(Enumerable.Range(0, 4).Where(shop => shop != 2).Sum(shop => new FileInfo(shops[shop]).Length), many.Status.MappedBytes);
        Assert.Equal(5, _files.Opened);
        Assert.Empty(_files.Faults);
    }

    [Fact]
    public void Acquire_EveryPlaceLeased_WaitsThenRefuses()
    {
        ProductShops many = Open(count: 3, most: 1, roomTimeout: TimeSpan.FromMilliseconds(50));
        using (IndexLease lease = many.Acquire("shop-0"))
        {
            ShopUnavailableException fault = Assert.Throws<ShopUnavailableException>(() => WordOf(many, 1));
            Assert.Contains("raise MaxOpenShops", fault.Message, StringComparison.Ordinal);
            Assert.Equal(0, SmallShops.WordOf(lease.Index));
        }

        Thread.Sleep(1100);
        Assert.Equal(1, WordOf(many, 1));
        Assert.Empty(_files.Faults);
    }

    [Fact]
    public async Task Acquire_PlaceGivenBackInTime_IsTaken()
    {
        ProductShops many = Open(count: 2, most: 1, roomTimeout: TimeSpan.FromSeconds(30));
        Task<int> other;
        using (many.Acquire("shop-0"))
        {
            other = Task.Factory.StartNew(() => WordOf(many, 1), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Thread.Sleep(50);
            Assert.False(other.IsCompleted);
        }

        Assert.Equal(1, await other);
    }

    [Fact]
    public void Acquire_BytesMapped_StayBelowTheirCap()
    {
        long length = new FileInfo(shops[0]).Length;
        ProductShops many = Open(count: 4, most: 100, mostBytes: (2 * length) + (length / 2));
        for (int round = 0; round < 2; round++)
        {
            for (int shop = 0; shop < 4; shop++)
            {
                Assert.Equal(shop, WordOf(many, shop));
                Assert.InRange(many.Status.MappedBytes, 1, (2 * length) + (length / 2));
            }
        }

        using ProductShops tight = New(new ManyShopsOptions { Root = _folder.Root, MaxMappedBytes = length / 2 });
        Assert.Contains("raise it", Assert.Throws<ShopUnavailableException>(() => WordOf(tight, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Acquire_DamagedShop_FailsAloneAndRests()
    {
        ProductShops many = Open(count: 3, most: 10);
        string pointer = Path.Combine(_folder.Root, "shop-1", "CURRENT");
        string sound = File.ReadAllText(pointer);
        File.WriteAllText(pointer, "damaged");

        // The two come right after each other: a busy machine that does more in between would let the pause of a second pass.
        ShopUnavailableException fault = Assert.Throws<ShopUnavailableException>(() => WordOf(many, 1));
        int reads = _files.PointerReads;
        ShopUnavailableException again = Assert.Throws<ShopUnavailableException>(() => WordOf(many, 1));
        int readsAgain = _files.PointerReads;
        Assert.Equal(("shop-1", TimeSpan.FromSeconds(1)), (fault.Shop, fault.RetryAfter));
        Assert.Contains("is damaged", fault.Message, StringComparison.Ordinal);

        // Nobody looks at the file again before the pause is over.
        Assert.InRange(again.RetryAfter, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.Equal(reads, readsAgain);
        Assert.Equal((0, 2), (WordOf(many, 0), WordOf(many, 2)));
        Assert.Equal(["shop-1"], many.Status.Troubled.Select(shop => shop.Name));
        Thread.Sleep(1100);
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Throws<ShopUnavailableException>(() => WordOf(many, 1)).RetryAfter);
        File.WriteAllText(pointer, sound);
        Thread.Sleep(2100);
        Assert.Equal(1, WordOf(many, 1));
        Assert.Empty(many.Status.Troubled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc")]
    [InlineData("shop\0")]
    public void Acquire_NameThatLeadsElsewhere_IsRefused(string name)
    {
        ProductShops many = Open(count: 1, most: 1);
        Assert.Throws<ArgumentException>(() => many.Acquire(name).Dispose());
    }

    [Fact]
    public void Acquire_UnknownShop_IsNamedAndLeavesNothing()
    {
        ProductShops many = Open(count: 1, most: 1);
        for (int i = 0; i < 3; i++)
        {
            ShopUnavailableException fault = Assert.Throws<ShopUnavailableException>(() => many.Acquire("nowhere").Dispose());
            Assert.Contains("there is no shop \"nowhere\"", fault.Message, StringComparison.Ordinal);
        }

        Assert.Empty(many.Status.Troubled);
        Directory.CreateDirectory(_folder.File("nowhere"));
        new GenerationFolder(_folder.File("nowhere")).Publish(shops[5]);
        Assert.Equal(5, SmallShops.WordOf(many["nowhere"].Acquire().Index));
    }

    [Fact]
    public void Look_PublishedMeanwhile_OpenShopsSwap()
    {
        ProductShops many = Open(count: 2, most: 2, poll: TimeSpan.FromMilliseconds(10));
        Assert.Equal((0, 1), (WordOf(many, 0), WordOf(many, 1)));
        new GenerationFolder(_folder.File("shop-1")).Publish(shops[4]);
        for (int i = 0; i < 1000 && WordOf(many, 1) != 4; i++)
        {
            Thread.Sleep(10);
        }

        Assert.Equal((0, 4), (WordOf(many, 0), WordOf(many, 1)));
    }

    [Fact]
    public void Filter_ShopClosedMeanwhile_IsCompiledAnew()
    {
        ProductShops many = Open(count: 2, most: 1);
        BoundFilter boots = many["shop-0"].CreateFilter(f => f.InCategory("shoes/boots"));
        Assert.Equal(1, WordOf(many, 1));
        Assert.False(many["shop-0"].Status.IsOpen);
        using IndexLease lease = many.Acquire("shop-0");
        Assert.Equal(20, lease.Filter(boots).Count);
    }

    [Fact]
    public void Dispose_ShopsAndRequests_AreRefused()
    {
        ProductShops many = Open(count: 2, most: 2);
        IndexLease lease = many.Acquire("shop-0");
        many.Dispose();
        Assert.Equal(0, SmallShops.WordOf(lease.Index));
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => many.Acquire("shop-0").Dispose());
        Assert.Throws<ObjectDisposedException>(() => many.Acquire("shop-1").Dispose());
    }

    /// <summary>The clock by which use is told goes in steps of some milliseconds.</summary>
    private static void Tick() => Thread.Sleep(30);

    private static int WordOf(ProductShops many, int shop)
    {
        using IndexLease lease = many.Acquire(ShopRows.NameOf(shop));
        return SmallShops.WordOf(lease.Index);
    }

    private static bool[] Opened(ProductShops many) => [.. Enumerable.Range(0, 6).Select(shop => many[ShopRows.NameOf(shop)].Status.IsOpen)];

    private ProductShops Open(int count, int most, long mostBytes = 1L << 40, TimeSpan? roomTimeout = null, TimeSpan? poll = null)
    {
        ShopRows.Publish(shops, _folder.Root, count);
        return New(new ManyShopsOptions
        {
            Root = _folder.Root,
            MaxOpenShops = most,
            MaxMappedBytes = mostBytes,
            CapacityTimeout = roomTimeout ?? TimeSpan.FromSeconds(10),
            Each = new ShopOptions { Mode = OpenMode.Quick, PollInterval = poll ?? TimeSpan.FromHours(1) },
        });
    }

    private ProductShops New(ManyShopsOptions options)
    {
        Meters meters = new(_files);
        ProductShops many = new(options, meters.Shared);
        _open.AddRange([many, meters]);
        return many;
    }
}
