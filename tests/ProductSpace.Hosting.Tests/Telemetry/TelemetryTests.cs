using System.Diagnostics;
using ProductSpace.Hosting.Telemetry;

namespace ProductSpace.Hosting.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class TelemetryTests(SmallShops shops) : IDisposable
{
    private static readonly float[] s_vector = [1, 2, 3, 4];

    private readonly TemporaryFolder _folder = new();
    private readonly Meters _meters = new();

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Search_Listened_TellsEachInstrument()
    {
        using ProductShop shop = Open();
        _meters.Listen();
        Neighbor[] hits = new Neighbor[5];
        using (IndexLease lease = shop.Acquire())
        {
            lease.SearchSession(["p-1", "nobody"], hits);
            lease.Search(s_vector, hits);
        }

        new ShopRecorder(_meters.Shared.Metrics, "boots", experiment: null).Add(Stopwatch.GetTimestamp() - 1_000, new SearchResult { Truncated = true, Strategy = SearchStrategy.Graph }, variant: null, activity: null);
        _meters.AskGauges();
        string[] told = [.. _meters.Seen.Select(seen => seen.Name + " " + seen.Tags).Distinct().Order(StringComparer.Ordinal)];
        Snap.Match(string.Join('\n', told.Where(line => !line.Contains("snapshot.resident", StringComparison.Ordinal) && !line.Contains("huge_page", StringComparison.Ordinal))) + "\n", "Telemetry_Instruments");
        Assert.Equal(1, _meters.ValueOf("productspace.query.unknown_id [{product}]"));
        Assert.Equal(1, _meters.ValueOf("productspace.generation.number [{generation}]"));
        Assert.Equal(new FileInfo(shops[0]).Length, _meters.ValueOf("productspace.snapshot.size [By]"));
        Assert.InRange(_meters.ValueOf("productspace.query.duration [s]"), 1e-9, 10);
    }

    [SkippableFact]
    public void Gauges_MappedSnapshot_TellItsResidentPages()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "asked of /proc");
        using ProductShop shop = Open();
        _meters.Listen();
        _meters.AskGauges();
        long length = new FileInfo(shops[0]).Length;
        Assert.InRange(_meters.ValueOf("productspace.snapshot.resident [By]"), length, length + Environment.SystemPageSize);
        Assert.True(_meters.ValueOf("productspace.snapshot.huge_page [By]") >= 0);
    }

    [Fact]
    public void Search_Refused_IsCountedWithItsError()
    {
        using ProductShop shop = Open();
        _meters.Listen();
        Assert.Throws<ArgumentException>(() => Ask(shop, [1, 2]));
        Assert.Equal("error.type=System.ArgumentException, productspace.shop.name=boots", _meters.TagsOf("productspace.query.duration [s]"));
    }

    [Fact]
    public void Search_Traced_IsAnActivityWithItsAnswer()
    {
        List<Activity> seen = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == ProductSpaceTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using ProductShop shop = Open();
        Ask(shop, s_vector);
        Assert.Throws<ArgumentException>(() => Ask(shop, [1, 2]));
        Assert.Equal(["productspace.search", "productspace.search"], seen.Select(activity => activity.OperationName));
        Assert.Equal(1, seen[0].GetTagItem("productspace.generation.number"));
        Assert.Equal(5, seen[0].GetTagItem("productspace.answer.count"));
        Assert.NotNull(seen[0].GetTagItem("productspace.strategy"));
        Assert.Equal(ActivityStatusCode.Error, seen[1].Status);
    }

    [ReleaseTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_ListenedOrNot_AllocatesNothing(bool listened)
    {
        double sum = 0;
        using ProductShop shop = Open(new ExperimentOptions { Name = "e", Variants = [new() { Label = "a", TargetRecall = 0.9f }, new() { Label = "b" }] });
        if (listened)
        {
            _meters.ListenSilently(value => sum += value);
        }

        BoundFilter filter = shop.CreateFilter(f => f.InCategory("shoes"));
        string[] viewed = ["p-1", "p-2", "nobody"];
        int[] ordinals = [1, 2, 3];
        Neighbor[] hits = new Neighbor[5];
        for (int warm = 0; warm < 50; warm++)
        {
            Round();
        }

        Assert.Equal(0, Allocated.Least(Round));
        Assert.Equal(listened, sum > 0);

        void Round()
        {
            foreach (string key in s_keys)
            {
                using IndexLease lease = shop.Acquire(key);
                SearchOptions options = new() { Filter = lease.Filter(filter), MaxScoredVectors = 3 };
                lease.Search(s_vector, hits, options);
                lease.SearchSession(viewed, hits, options);
                lease.SearchSession(ordinals, hits);
            }
        }
    }

    private static readonly string[] s_keys = ["", "shopper 1", "shopper 2", "shopper 3"];

    [Fact]
    public void Of_EveryStrategy_HasANameOfItsOwn()
    {
        string[] names = [.. Enum.GetValues<SearchStrategy>().Select(TelemetryNames.Of)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(Enum.GetValues<SearchStrategy>().Zip(names), pair => Assert.Equal(pair.First.ToString().ToUpperInvariant(), pair.Second.Replace("_", string.Empty, StringComparison.Ordinal).ToUpperInvariant()));
    }

    [Fact]
    public void MapPages_WrittenMaps_AreSummedByFile()
    {
        string path = _folder.File("smaps");
        File.WriteAllText(path, """
            7f00-7f01 r--s 00000000 08:01 11                     /shop/with blank/catalog-000001.psx
            Size:               2048 kB
            Rss:                1024 kB
            FilePmdMapped:       512 kB
            VmFlags: rd mr me
            7f01-7f02 r--s 00000000 08:01 11                     /shop/with blank/catalog-000001.psx
            Rss:                   4 kB
            7f03-7f04 rw-p 00000000 00:00 0 
            Rss:                 100 kB
            """);
        MapPages pages = new(path);
        Assert.Equal(new MapPages.Pages(1028 << 10, 512 << 10), pages.Of("/shop/with blank/catalog-000001.psx"));
        Assert.Null(pages.Of("/shop/other.psx"));
        Assert.Null(new MapPages(_folder.File("none")).Of("/shop/other.psx"));
    }

    private static void Ask(ProductShop shop, float[] vector)
    {
        using IndexLease lease = shop.Acquire();
        lease.Search(vector, new Neighbor[5]);
    }

    private ProductShop Open(ExperimentOptions? experiment = null)
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        ProductShop shop = new("boots", new ShopOptions { Directory = _folder.Root, Experiment = experiment }, _meters.Shared);
        shop.EnsureOpen();
        return shop;
    }
}
