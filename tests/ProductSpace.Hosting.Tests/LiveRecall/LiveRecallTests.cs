using System.Diagnostics;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Tests.Telemetry;

namespace ProductSpace.Hosting.Tests.LiveRecall;

/// <summary>The thread of the shops here is ended at once, so that the tests compare in its place, when they want to.</summary>
[Collection(AloneCollection.Name)]
public sealed class LiveRecallTests : IDisposable
{
    private const int Dimension = 16;

    private readonly TemporaryFolder _folder = new();
    private readonly Meters _meters = new();

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_ShortWalks_FindsTheRecallOfTheirAnswers(bool filtered)
    {
        // Of fewer matches a scan is taken, which loses nothing.
        using ProductShop shop = Open(Normal(filtered ? 3000 : 1200, 3), oneIn: 1);
        BoundFilter? filter = filtered ? shop.CreateFilter(f => f.InCategory("even")) : null;
        _meters.Listen();
        long expected = 0;
        long found = 0;
        Neighbor[] hits = new Neighbor[10];
        Neighbor[] exact = new Neighbor[10];
        for (int query = 0; query < 60; query++)
        {
            using IndexLease lease = shop.Acquire();
            SearchOptions options = new() { EfSearch = 10, Filter = filter is null ? null : lease.Filter(filter), Exclude = new[] { query } };
            float[] vector = Normal(1, 1000 + query);
            if (query % 2 == 0)
            {
                found += Shared(lease.Search(vector, hits, options).Count, lease.Index.SearchExact(vector, exact, options).Count);
            }
            else
            {
                string[] viewed = ["p-3", "nobody", $"p-{query}"];
                found += Shared(lease.SearchSession(viewed, hits, options).Count, lease.Index.SearchSessionExact(viewed, exact, options).Count);
                viewed[0] = "p-1000";
            }

            // What the caller does to its memory afterwards is no matter.
            options = options with { Exclude = default };
            Array.Clear(vector);
            Assert.True(CompareOne(shop));
        }

        LiveRecallFigures figures = shop.LiveRecall;
        Assert.Equal((60L, 0L, expected, found), (figures.Queries, figures.Dropped, figures.Expected, figures.Found));
        Assert.Equal(figures.Expected, figures.Found + figures.LostByGraph + figures.LostByQuantisation);
        Assert.InRange(figures.Recall, 0.2, 0.999);
        Assert.True(figures.LostByGraph > 0 && figures.LostByGraph > 10 * figures.LostByQuantisation, $"{figures}");
        Assert.Equal(expected, _meters.Seen.Where(seen => seen.Name == "productspace.live_recall.expected [{product}]").Sum(seen => seen.Value));
        Assert.Equal(figures.LostByGraph, _meters.Seen.Where(seen => seen.Name == "productspace.live_recall.lost [{product}]" && seen.Tags.Contains("cause=graph", StringComparison.Ordinal)).Sum(seen => seen.Value));
        Assert.Contains("outcome=compared", _meters.TagsOf("productspace.live_recall.query [{query}]"), StringComparison.Ordinal);

        long Shared(int count, int exactly)
        {
            expected += exactly;
            float last = exact[exactly - 1].Similarity;
            return hits[..count].Count(hit => hit.Similarity >= last);
        }
    }

    [Fact]
    public void Search_ShopsThatFindLess_WalkFurtherAndSaySo()
    {
        using ProductShop shop = Open(Normal(6000, 3), oneIn: 1_000_000);
        SearchOptions options = new() { TargetRecall = 0.9f };
        long before = Scored();
        RecallKeeper keeper = shop.Opened!.LiveRecall!.Keeper;
        for (int i = 0; i < 3 * RecallKeeper.LeastQueries; i++)
        {
            keeper.Add(0.9f, 10, 2);
        }

        Assert.True(Scored() > before * 1.1);
        Assert.Equal(3, shop.LiveRecall.RaisedSteps);
        Assert.Equal(3, shop.Status.LiveRecall!.RaisedSteps);
        Assert.False(shop.LiveRecall.IsBelowTarget);

        long Scored()
        {
            long scored = 0;
            Neighbor[] hits = new Neighbor[10];
            using IndexLease lease = shop.Acquire();
            for (int query = 0; query < 50; query++)
            {
                scored += lease.Search(Normal(1, 2000 + query), hits, options).Scored;
            }

            return scored;
        }
    }

    /// <summary>Products closer together than the codes can tell: a walk that sees all of them still misses most.</summary>
    [Fact]
    public void Compare_ProductsThatCodesCannotTell_AreLostByQuantisation()
    {
        float[] vectors = Normal(1200, 4);
        float[] centre = Normal(1, 5);
        float[] noise = Normal(600, 6);
        for (int product = 0; product < 600; product++)
        {
            for (int i = 0; i < Dimension; i++)
            {
                vectors[(product * Dimension) + i] = centre[i] + (0.03f * noise[(product * Dimension) + i]);
            }
        }

        using ProductShop shop = Open(vectors, oneIn: 1);
        for (int query = 0; query < 20; query++)
        {
            using IndexLease lease = shop.Acquire();
            float[] near = Normal(1, 2000 + query);
            lease.Search([.. centre.Zip(near, (a, b) => a + (0.01f * b))], new Neighbor[10], new SearchOptions { EfSearch = 1200 });
            CompareOne(shop);
        }

        LiveRecallFigures figures = shop.LiveRecall;
        Assert.Equal((200L, 0L), (figures.Expected, figures.LostByGraph));
        Assert.True(figures.LostByQuantisation > 0, $"{figures}");
    }

    [Fact]
    public void Compare_ExactAnswers_LoseNothing()
    {
        using ProductShop shop = Open(Normal(1000, 3), oneIn: 1);
        for (int query = 0; query < 20; query++)
        {
            using IndexLease lease = shop.Acquire();
            lease.Search(Normal(1, query), new Neighbor[10], new SearchOptions { TargetRecall = 1 });
            CompareOne(shop);
        }

        Assert.Equal((1.0, 0.0, 0.0), (shop.LiveRecall.Recall, shop.LiveRecall.GraphLoss, shop.LiveRecall.QuantisationLoss));
    }

    [Fact]
    public void Offer_OneInTen_TakesOneInTen()
    {
        using ProductShop shop = Open(Normal(500, 3), oneIn: 10);
        int compared = 0;
        for (int query = 0; query < 100; query++)
        {
            Ask(shop);
            compared += CompareOne(shop) ? 1 : 0;
        }

        Assert.Equal(10, compared);
    }

    [Fact]
    public void Offer_NobodyCompares_DropsAndCounts()
    {
        using ProductShop shop = Open(Normal(500, 3), oneIn: 1);
        _meters.Listen();
        for (int query = 0; query < 10; query++)
        {
            Ask(shop);
        }

        Assert.Equal(6, shop.LiveRecall.Dropped);
        Assert.Contains("outcome=no_place", _meters.TagsOf("productspace.live_recall.query [{query}]"), StringComparison.Ordinal);
        using (IndexLease lease = shop.Acquire())
        {
            while (CompareOne(shop))
            {
            }

            lease.Search(Normal(1, 1), new Neighbor[500]);
            lease.Search(Normal(1, 1), new Neighbor[5], new SearchOptions { DiversityLambda = 0.5f });
        }

        Assert.Equal((4L, 8L), (shop.LiveRecall.Queries, shop.LiveRecall.Dropped));
        Assert.Equal(1, _meters.Seen.Count(seen => seen.Tags.Contains("outcome=too_large", StringComparison.Ordinal)));
        Assert.Equal(1, _meters.Seen.Count(seen => seen.Tags.Contains("outcome=diverse", StringComparison.Ordinal)));
    }

    [Fact]
    public void Compare_GenerationThatIsGone_IsDropped()
    {
        using ProductShop shop = Open(Normal(500, 3), oneIn: 1);
        Ask(shop);
        Build(Normal(500, 8));
        Assert.True(shop.Opened!.Followers[0].Look());
        Assert.True(CompareOne(shop));
        Assert.Equal((0L, 1L), (shop.LiveRecall.Queries, shop.LiveRecall.Dropped));
    }

    [Fact]
    public void Offer_AnyQuery_AllocatesNothing()
    {
        using ProductShop shop = Open(Normal(1000, 3), oneIn: 1);
        float[] vector = Normal(1, 1);
        string[] viewed = ["p-1", "p-2"];
        int[] excluded = [5, 6];
        Neighbor[] hits = new Neighbor[10];
        for (int round = 0; round < 20; round++)
        {
            Round();
            CompareOne(shop);
        }

        // Places are free at first and none is left at the end.
        Assert.Equal(0, Allocated.Least(Round));

        void Round()
        {
            using IndexLease lease = shop.Acquire();
            lease.Search(vector, hits, new SearchOptions { Exclude = excluded });
            lease.SearchSession(viewed, hits);
            lease.SearchSession(excluded, hits);
        }
    }

    [Fact]
    public void CompareOne_ShareOfAProcessor_SetsTheRest()
    {
        using ProductShop shop = Open(Normal(1200, 3), oneIn: 1, cpuShare: 0.001);
        Ask(shop);
        long before = Stopwatch.GetTimestamp();
        CompareOne(shop);
        double rest = Stopwatch.GetElapsedTime(before, shop.Opened!.LiveRecall!.NotBefore).TotalMilliseconds;

        // Some 10 microseconds at the least, and a thousand times as much of rest.
        Assert.InRange(rest, 5, 60_000);
    }

    [Fact]
    public void Thread_Following_ComparesAndKeepsItsShare()
    {
        using Meters own = new();
        Build(Normal(1200, 3));
        using ProductShop shop = new("boots", new ShopOptions { Directory = _folder.Root, UseWatcher = false, LiveRecall = new LiveRecallOptions { OneIn = 1, CpuShare = 0.01 } }, own.Shared);
        Stopwatch clock = Stopwatch.StartNew();
        while (shop.LiveRecall.Queries < 5 && clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            Ask(shop);
            Thread.Sleep(1);
        }

        // A comparison takes 10 microseconds of the processor at the least, and rests for 99 times as much.
        Assert.True(shop.LiveRecall.Queries >= 5, $"{shop.LiveRecall}");
        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(4));
    }

    private static bool CompareOne(ProductShop shop) => shop.Opened!.LiveRecall!.CompareOne();

    private static void Ask(ProductShop shop)
    {
        using IndexLease lease = shop.Acquire();
        lease.SearchSession(["p-1", "p-2"], new Neighbor[10]);
    }

    private static float[] Normal(int rows, int seed)
    {
        Random random = new(seed);
        float[] numbers = new float[rows * Dimension];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return numbers;
    }

    private ProductShop Open(float[] vectors, int oneIn, double cpuShare = 1)
    {
        Build(vectors);
        _meters.Shared.LiveRecall.Dispose();
        ProductShop shop = new("boots", new ShopOptions { Directory = _folder.Root, UseWatcher = false, PollInterval = TimeSpan.FromHours(1), LiveRecall = new LiveRecallOptions { OneIn = oneIn, CpuShare = cpuShare } }, _meters.Shared);
        shop.EnsureOpen();
        return shop;
    }

    private void Build(float[] vectors)
    {
        string path = _folder.File("made.psx");
        string[] ids = [.. Enumerable.Range(0, vectors.Length / Dimension).Select(SmallShops.IdOf)];
        List<CatalogProduct> catalog = [.. ids.Select((id, product) => new CatalogProduct { Id = id, Category = product % 2 == 0 ? "even" : "odd" })];
        new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 40, Threads = 1, CalibrationDivisor = 8 }).UseVectors(vectors, Dimension).UseIds(ids).UseCatalog(catalog).Build(path);
        new GenerationFolder(_folder.Root).Publish(path);
    }
}
