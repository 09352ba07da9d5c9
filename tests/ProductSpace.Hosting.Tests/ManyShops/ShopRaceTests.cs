using ProductSpace.Hosting.Tests.Telemetry;

namespace ProductSpace.Hosting.Tests.ManyShops;

/// <summary>
/// Threads ask more shops than may be open, so that shops are opened and closed all the time under requests. An index that is
/// closed under a lease says so to the next call; answers say whether they came from the right shop; watched files, whether a
/// shop was opened twice. Two twins, each with one mistake that is easily made, must be caught in the same way.
/// </summary>
public sealed class ShopRaceTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private const int Shops = 6;
    private const int Threads = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Race_ProductShops_KeepsItsPromises()
    {
        WatchedFiles files = new() { MayLinger = true };
        using Meters meters = new(files);
        using ProductShops many = new(
            new ManyShopsOptions { Root = _folder.Root, MaxOpenShops = Threads, CapacityTimeout = TimeSpan.FromMinutes(1), Each = new ShopOptions { Mode = OpenMode.Quick, PollInterval = TimeSpan.FromMilliseconds(1) } },
            meters.Shared);
        int asked = Race(files, asked => asked >= 2000 && files.Opened >= 50, shop =>
        {
            using IndexLease lease = many.Acquire(ShopRows.NameOf(shop));
            Thread.Yield();
            return SmallShops.WordOf(lease.Index);
        });
        Assert.Empty(files.Faults);
        Assert.True(files.Opened >= 50 && asked >= 2000, $"{asked} asked, {files.Opened} opened: too little was closed");
    }

    /// <summary>Sixteen threads want one shop at the same moment: one of them opens it.</summary>
    [Fact]
    public void Acquire_ManyThreadsAtOnce_OpensOnce()
    {
        WatchedFiles files = new() { OpeningMilliseconds = 30 };
        ShopRows.Publish(shops, _folder.Root, 1);
        using Meters meters = new(files);
        using ProductShops many = new(new ManyShopsOptions { Root = _folder.Root }, meters.Shared);
        AtOnce(16, () => many.Acquire("shop-0").Dispose());
        Assert.Empty(files.Faults);
        Assert.Equal(1, files.Opened);
    }

    [Fact]
    public void Acquire_TwinThatOpensWithoutALock_IsCaught()
    {
        WatchedFiles files = new() { OpeningMilliseconds = 30 };
        ShopRows.Publish(shops, _folder.Root, 1);
        IndexFollower? open = null;
        AtOnce(16, () => open ??= IndexFollower.Open(_folder.File("shop-0"), new FollowerOptions { Mode = OpenMode.Quick }, files, follow: false));
        Assert.Contains(files.Faults, fault => fault.EndsWith("is open twice", StringComparison.Ordinal));
        Assert.True(files.Opened > 1);
    }

    /// <summary>Looks whether somebody is in, and closes then: in between somebody comes in.</summary>
    [Fact]
    public void Race_TwinThatLooksThenCloses_IsCaught()
    {
        WatchedFiles files = new() { MayLinger = true };
        Twin[] twins = [.. Enumerable.Range(0, Shops).Select(shop => new Twin(_folder.File(ShopRows.NameOf(shop)), files))];
        Race(files, _ => false, shop => twins[shop].Ask(() => Array.ForEach(twins, twin => twin.CloseIfIdle())));
        Assert.Contains(files.Faults, fault => fault.EndsWith("was closed under a lease", StringComparison.Ordinal));
    }

    private static void AtOnce(int threads, Action ask)
    {
        using Barrier start = new(threads);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            ask();
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
    }

    /// <summary>Asks until it is enough or something is wrong, half a minute at most; returns how often.</summary>
    private int Race(WatchedFiles files, Func<int, bool> isEnough, Func<int, int> ask)
    {
        ShopRows.Publish(shops, _folder.Root, Shops);
        int asked = 0;
        long end = Environment.TickCount64 + 30_000;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(seed => new Thread(() =>
        {
            Random random = new(seed);
            while (Environment.TickCount64 < end && files.Faults.IsEmpty && !isEnough(Volatile.Read(ref asked)))
            {
                int shop = random.Next(Shops);
                try
                {
                    int word = ask(shop);
                    if (word != shop)
                    {
                        files.Faults.Enqueue($"shop {shop} answered with {word}");
                    }
                }
                catch (ObjectDisposedException)
                {
                    files.Faults.Enqueue($"shop {shop} was closed under a lease");
                }

                Interlocked.Increment(ref asked);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return asked;
    }

    private sealed class Twin(string directory, WatchedFiles files)
    {
        private readonly Lock _opening = new();
        private IndexFollower? _open;
        private int _inside;

        public int Ask(Action closeOthers)
        {
            IndexFollower open;
            lock (_opening)
            {
                open = _open ??= IndexFollower.Open(directory, new FollowerOptions { Mode = OpenMode.Quick }, files, follow: false);
            }

            // Its own count is what holds the shop, for as long as a request.
            Interlocked.Increment(ref _inside);
            Thread.Sleep(1);
            int word;
            using (IndexLease lease = open.Acquire())
            {
                word = SmallShops.WordOf(lease.Index);
            }

            Interlocked.Decrement(ref _inside);
            closeOthers();
            return word;
        }

        public void CloseIfIdle()
        {
            if (Volatile.Read(ref _inside) == 0)
            {
                Thread.Sleep(1);
                lock (_opening)
                {
                    _open?.Dispose();
                    _open = null;
                }
            }
        }
    }
}
