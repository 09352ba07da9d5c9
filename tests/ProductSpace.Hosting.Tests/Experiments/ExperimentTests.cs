using ProductSpace.Hosting.Tests.Telemetry;

namespace ProductSpace.Hosting.Tests.Experiments;

public sealed class ExperimentTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
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
    public void Acquire_VariantsOfGenerations_AnswerFromTheirs()
    {
        GenerationFolder folder = new(_folder.Root);
        folder.Publish(shops[0]);
        folder.Publish(shops[1]);
        using ProductShop shop = Open(new VariantOptions { Label = "new" }, new VariantOptions { Label = "old", Generation = 1 });

        // Shop 1 alone has hats; in generation 1 the name matches nothing.
        BoundFilter hats = shop.CreateFilter(f => f.InCategory("hats"));
        HashSet<string> labels = [];
        for (int key = 0; key < 20; key++)
        {
            using IndexLease lease = shop.Acquire($"{key}");
            SearchResult answer = lease.Search(s_vector, new Neighbor[5]);
            Assert.Equal(lease.Variant == "old" ? 1 : 2, answer.Generation);
            Assert.Equal(answer.Generation - 1, SmallShops.WordOf(lease.Index));
            Assert.Equal(lease.Variant == "old" ? 0 : 20, lease.Filter(hats).Count);
            labels.Add(lease.Variant!);
            using IndexLease again = shop.Acquire($"{key}");
            Assert.Equal(lease.Variant, again.Variant);
        }

        Assert.Equal(2, labels.Count);
    }

    [Fact]
    public void Acquire_WithoutKey_AnswersWithoutVariant()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        using ProductShop shop = Open(new VariantOptions { Label = "a", TargetRecall = 1 }, new VariantOptions { Label = "b", TargetRecall = 1 });
        using IndexLease lease = shop.Acquire();
        lease.Search(s_vector, new Neighbor[5]);
        Assert.Null(lease.Variant);
    }

    [Fact]
    public void Search_VariantsOfOptions_ChangeTheQuestion()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        using ProductShop shop = Open(new VariantOptions { Label = "exact", TargetRecall = 1 }, new VariantOptions { Label = "wide", EfSearch = 33 });
        _meters.Listen();
        HashSet<string> labels = [];
        for (int key = 0; key < 20; key++)
        {
            using IndexLease lease = shop.Acquire($"{key}");
            SearchResult answer = lease.SearchSession(["p-1"], new Neighbor[3]);
            Assert.Equal(lease.Variant == "exact" ? (SearchStrategy.Scan, 0) : (SearchStrategy.Graph, 33), (answer.Strategy, answer.EfSearch));
            Assert.Contains($"feature_flag.key=spring, feature_flag.result.variant={lease.Variant}", _meters.TagsOf("productspace.query.duration [s]"), StringComparison.Ordinal);
            labels.Add(lease.Variant!);
        }

        Assert.Equal(2, labels.Count);
    }

    [Fact]
    public void Search_VariantOfASpace_AnswersFromIt()
    {
        string path = _folder.File("both.psx");
        float[] similar = [1, 0, 0, 0, 0.9f, 0.1f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        float[] next = [1, 0, 0, 0, 0, 0, 1, 0, 0.9f, 0.1f, 0, 0, 0, 0, 0, 1];
        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 })
            .UseVectors(similar, 4).UseNextVectors(next, 4).UseIds(["p-0", "p-1", "p-2", "p-3"]).Build(path);
        new GenerationFolder(_folder.Root).Publish(path);
        using ProductShop shop = Open(
            new VariantOptions { Label = "similar", Space = Space.Similar },
            new VariantOptions { Label = "next", Space = Space.Next });
        HashSet<string> labels = [];
        for (int key = 0; key < 20; key++)
        {
            using IndexLease lease = shop.Acquire($"{key}");
            Neighbor[] hits = new Neighbor[2];
            lease.Search([1, 0, 0, 0], hits);
            Assert.Equal(lease.Variant == "next" ? "p-2" : "p-1", lease.GetProductId(hits[1]));

            // A search that names its space keeps it.
            lease.Search([1, 0, 0, 0], hits, new SearchOptions { Space = Space.Similar });
            Assert.Equal("p-1", lease.GetProductId(hits[1]));
            labels.Add(lease.Variant!);
        }

        Assert.Equal(2, labels.Count);
    }

    [Fact]
    public void Filter_OfAnotherShop_IsRefused()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        using ProductShop one = Open(new VariantOptions { Label = "a" }, new VariantOptions { Label = "b" });
        using ProductShop other = Open(new VariantOptions { Label = "a" }, new VariantOptions { Label = "b" });
        BoundFilter filter = other.CreateFilter(f => f.InCategory("shoes"));
        ArgumentException fault = Assert.Throws<ArgumentException>(() =>
        {
            using IndexLease lease = one.Acquire();
            lease.Filter(filter);
        });
        Assert.Contains("was made by shop", fault.Message, StringComparison.Ordinal);
    }

    private ProductShop Open(params VariantOptions[] variants)
    {
        ProductShop shop = new("shoes", new ShopOptions { Directory = _folder.Root, UseWatcher = false, Experiment = new ExperimentOptions { Name = "spring", Variants = variants } }, _meters.Shared);
        shop.EnsureOpen();
        return shop;
    }
}
