using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>A write that was acknowledged is in the next search of its thread, also while a generation is swapped in.</summary>
public sealed class ReadYourWritesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GenerationFolder _shop;

    public ReadYourWritesTests()
    {
        Directory.CreateDirectory(_folder.File("shop"));
        _shop = new GenerationFolder(_folder.File("shop"));
        Night(1);
    }

    /// <summary>
    /// Filters are compiled for the next generation before it answers, by code of the host, which takes as long as it likes:
    /// that it writes and asks there puts a write at the one place of a swap where it can stand still.
    /// </summary>
    [Fact]
    public void Swap_WriteWhileFiltersAreCompiled_NextSearchSeesIt()
    {
        using IndexFollower storefront = IndexFollower.Open(_shop.Directory, new FollowerOptions { Mode = OpenMode.Quick }, SystemFiles.Instance, follow: false);
        using ProductDelta delta = storefront.OpenDelta();
        List<string> seen = [];
        bool isSwapping = false;
        BoundFilter filter = storefront.CreateFilter(description =>
        {
            description.InStock();
            if (isSwapping)
            {
                isSwapping = false;
                Assert.True(delta.Set("b", new DeltaChange { InStock = false }));
                seen.Add(StockShop.InStock(storefront));
            }
        });
        Night(2);
        isSwapping = true;
        Assert.True(storefront.Look());
        seen.Add(StockShop.InStock(storefront));
        Assert.Equal(["a c", "a c"], seen);
        GC.KeepAlive(filter);
    }

    /// <summary>The two steps of a swap apart, as they were: what is written in between is in no answer of the old generation.</summary>
    [Fact]
    public void Twin_DeltaMovesBeforeTheGenerationAnswers_WriteIsNotSeen()
    {
        Night(2);
        using ProductIndex old = ProductIndex.Open(_shop.PathOf(1));
        using ProductIndex next = ProductIndex.Open(_shop.PathOf(2));
        using ProductDelta delta = ProductDelta.Open(_shop.DeltaPathOf(1), old);
        delta.MoveTo(next, _shop.DeltaPathOf(2));
        delta.Set("b", new DeltaChange { InStock = false });
        Assert.Equal(("a b c", "a c"), (StockShop.InStock(old), StockShop.InStock(next)));
    }

    /// <summary>While the delta moves, writes of other threads wait, and are in the first search after it.</summary>
    [Fact]
    public async Task Swap_WritesOfOtherThreads_AreSeenByTheirNextSearch()
    {
        const int swaps = 12;
        using IndexFollower storefront = IndexFollower.Open(_shop.Directory, new FollowerOptions { Mode = OpenMode.Quick }, SystemFiles.Instance, follow: false);
        using ProductDelta delta = storefront.OpenDelta();
        using CancellationTokenSource done = new();
        int writes = 0;
        Task<int> writer = Task.Run(() =>
        {
            int lost = 0;
            for (bool isIn = false; !done.IsCancellationRequested; isIn = !isIn)
            {
                delta.Set("b", new DeltaChange { InStock = isIn });
                lost += StockShop.InStock(storefront) == (isIn ? "a b c" : "a c") ? 0 : 1;
                Volatile.Write(ref writes, writes + 1);
                if (writes % 1000 == 0)
                {
                    delta.Compact();
                }
            }

            return lost;
        });
        for (int swap = 0; swap < swaps; swap++)
        {
            // A swap meets the writer at work, however the machine shares out its time.
            int before = Volatile.Read(ref writes);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref writes) > before, TimeSpan.FromSeconds(60)) || writer.IsFaulted);
            Night(2 + (ulong)(swap % 2));
            Assert.True(storefront.Look());
        }

        await done.CancelAsync();
        Assert.Equal(0, await writer);
        Assert.True(writes >= swaps);
    }

    /// <summary>A turn of half a thousandth of a radian is a hundred steps of the exact form, and may change an order.</summary>
    [Theory]
    [InlineData(1e-3)]
    [InlineData(5e-4)]
    [InlineData(1e-4)]
    public void Swap_VectorNearTheBases_IsCarried(double angle)
    {
        using IndexFollower storefront = IndexFollower.Open(_shop.Directory, new FollowerOptions { Mode = OpenMode.Quick }, SystemFiles.Instance, follow: false);
        using ProductDelta delta = storefront.OpenDelta();
        float[] turned = Turned(StockShop.VectorOf("b"), angle);
        delta.Upsert(new DeltaProduct { Id = "b", Vector = turned });
        float[] written = VectorOfB(storefront);
        Night(2);
        storefront.Look();
        Assert.Equal(written, VectorOfB(storefront));
    }

    [Fact]
    public void Swap_VectorOfTheBase_IsDropped()
    {
        using IndexFollower storefront = IndexFollower.Open(_shop.Directory, new FollowerOptions { Mode = OpenMode.Quick }, SystemFiles.Instance, follow: false);
        using ProductDelta delta = storefront.OpenDelta();
        delta.Upsert(new DeltaProduct { Id = "b", Vector = StockShop.VectorOf("b") });
        Night(2);
        storefront.Look();
        Assert.Equal(0, delta.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] VectorOfB(IndexFollower storefront)
    {
        using IndexLease lease = storefront.Acquire();
        Assert.True(lease.Index.TryGetOrdinal("b", out int ordinal));
        float[] vector = new float[lease.Index.Dimension];
        lease.Index.GetVector(ordinal, vector);
        return vector;
    }

    /// <summary>Turns a vector towards one across it.</summary>
    private static float[] Turned(float[] vector, double angle)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        double[] across = [-vector[1], vector[0], -vector[3], vector[2]];
        return [.. vector.Select((value, i) => (float)((value * Math.Cos(angle) / length) + (across[i] * Math.Sin(angle) / length)))];
    }

    private void Night(ulong seed)
    {
        string night = _folder.File($"night-{seed}.psx");
        if (!File.Exists(night))
        {
            StockShop.Build(night, seed, StockShop.Dimension, ("a", true), ("b", true), ("c", true));
        }

        _shop.Publish(night);
    }
}
