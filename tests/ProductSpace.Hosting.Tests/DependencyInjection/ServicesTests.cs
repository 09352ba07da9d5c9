using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ProductSpace.Hosting.Tests.DependencyInjection;

public sealed class ServicesTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddProductSpace_UnnamedAndNamed_EachAnswersFromItsFolder()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddProductSpace(o => o.Directory = Published(0));
        builder.Services.AddProductSpace("hats", o => o.Directory = Published(1));
        builder.Services.AddSingleton<Asking>();
        using IHost host = builder.Build();
        await host.StartAsync();
        Asking asking = host.Services.GetRequiredService<Asking>();
        Assert.Equal((0, 1), (WordOf(asking.Shop), WordOf(asking.Hats)));
        Assert.Equal(("default", "hats"), (asking.Shop.Name, asking.Hats.Name));
        Assert.True(asking.Hats.Status.IsOpen);
        await host.StopAsync();
        Assert.Throws<ObjectDisposedException>(() => asking.Hats.Acquire().Dispose());
    }

    [Fact]
    public async Task Start_OtherServices_FindTheShopOpen()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddHostedService<Early>();
        builder.Services.AddProductSpace(o => o.Directory = Published(0));
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.True(host.Services.GetServices<IHostedService>().OfType<Early>().Single().FoundOpen);
        await host.StopAsync();
        Assert.True(host.Services.GetServices<IHostedService>().OfType<Early>().Single().FoundOpenAtStop);
    }

    [Fact]
    public void Acquire_WithoutHost_OpensAtFirstUse()
    {
        ServiceCollection services = new();
        services.AddProductSpace(o => o.Directory = Published(2));
        using ServiceProvider provider = services.BuildServiceProvider();
        ProductShop shop = provider.GetRequiredService<ProductShop>();
        Assert.False(shop.Status.IsOpen);
        Assert.Equal(2, WordOf(shop));
    }

    [Fact]
    public async Task Start_WrongOptions_AreAllNamed()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddProductSpace("shoes", o =>
        {
            o.Mode = (OpenMode)9;
            o.PollInterval = TimeSpan.Zero;
            o.MaxGenerationAge = TimeSpan.FromDays(-1);
            o.LiveRecall.OneIn = -5;
            o.LiveRecall.CpuShare = 2;
            o.Experiment = new ExperimentOptions
            {
                Variants =
                [
                    new() { Label = "a", Weight = double.NaN, EfSearch = 0, Space = (Space)7 },
                    new() { Label = "a", Weight = 0, Generation = 0, TargetRecall = 1.5f, Decay = 0, DiversityLambda = -1 },
                ],
            };
        });
        builder.Services.AddProductShops(o =>
        {
            o.MaxOpenShops = 0;
            o.MaxMappedBytes = -1;
            o.CapacityTimeout = TimeSpan.FromHours(1);
            o.Each.Experiment = new ExperimentOptions { Name = "e", Variants = [new() { Label = "b", Generation = 3 }] };
        });
        using IHost host = builder.Build();
        AggregateException thrown = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync());
        string[] faults = [.. thrown.InnerExceptions.Cast<OptionsValidationException>().SelectMany(fault => fault.Failures)];
        Snap.Match(string.Join('\n', faults) + "\n", "Services_Faults");
    }

    [Fact]
    public async Task Start_NothingPublished_SaysWhatToDo()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddProductSpace("shoes", o => o.Directory = _folder.Root);
        using IHost host = builder.Build();
        ShopUnavailableException fault = await Assert.ThrowsAsync<ShopUnavailableException>(() => host.StartAsync());
        Assert.Equal("shoes", fault.Shop);
        Assert.Contains("shop \"shoes\" cannot be opened", fault.Message, StringComparison.Ordinal);
        Assert.Contains("publish", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddProductSpace_Configuration_IsBound()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Shop:Directory"] = Published(3),
            ["Shop:Mode"] = "Warm",
            ["Shop:PollInterval"] = "00:00:05",
            ["Shop:MaxGenerationAge"] = "2.00:00:00",
            ["Shop:LiveRecall:OneIn"] = "1000",
            ["Shop:Experiment:Name"] = "recall",
            ["Shop:Experiment:Variants:0:Label"] = "usual",
            ["Shop:Experiment:Variants:1:Label"] = "fast",
            ["Shop:Experiment:Variants:1:Weight"] = "0.5",
            ["Shop:Experiment:Variants:1:TargetRecall"] = "0.8",
            ["Many:Root"] = _folder.Root,
            ["Many:Each:Mode"] = "Verify",
        });
        builder.Services.AddProductSpace(builder.Configuration.GetSection("Shop"));
        builder.Services.AddProductShops(builder.Configuration.GetSection("Many"));
        using IHost host = builder.Build();
        await host.StartAsync();
        ShopOptions options = host.Services.GetRequiredService<IOptions<ShopOptions>>().Value;
        Assert.Equal((OpenMode.Warm, TimeSpan.FromSeconds(5), TimeSpan.FromDays(2), 1000), (options.Mode, options.PollInterval, options.MaxGenerationAge, options.LiveRecall.OneIn));
        Assert.Equal(("fast", 0.5, 0.8f), (options.Experiment!.Variants[1].Label, options.Experiment.Variants[1].Weight, options.Experiment.Variants[1].TargetRecall));
        Assert.Equal(OpenMode.Verify, host.Services.GetRequiredService<IOptions<ManyShopsOptions>>().Value.Each.Mode);
        Assert.Equal(3, WordOf(host.Services.GetRequiredService<ProductShop>()));
        Assert.Equal(0, host.Services.GetRequiredService<ProductShops>().Status.Open);
    }

    [Fact]
    public async Task AddProductSpace_KeyThatNoOptionHas_IsNamed()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Shop:Directroy"] = "shop" });
        builder.Services.AddProductSpace(builder.Configuration.GetSection("Shop"));
        using IHost host = builder.Build();
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains("Directroy", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProductSpace_Twice_IsRefused()
    {
        ServiceCollection services = new();
        services.AddProductSpace("shoes", o => o.Directory = "a").AddProductSpace("hats", o => o.Directory = "b");
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => services.AddProductSpace("shoes", o => o.Directory = "c"));
        Assert.Contains("shoes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WrongOptions_AreRefusedWithoutHost()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => ProductShop.Open("shoes", new ShopOptions()));
        Assert.Contains("Directory is empty", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ShopUnavailableException>(() => ProductShop.Open("shoes", new ShopOptions { Directory = _folder.File("nowhere") }));
        using ProductShop shop = ProductShop.Open("shoes", new ShopOptions { Directory = Published(1) });
        Assert.Equal(1, WordOf(shop));
    }

    internal static int WordOf(ProductShop shop)
    {
        using IndexLease lease = shop.Acquire();
        return SmallShops.WordOf(lease.Index);
    }

    private string Published(int shop)
    {
        string directory = _folder.File($"shop-{shop}");
        Directory.CreateDirectory(directory);
        new GenerationFolder(directory).Publish(shops[shop]);
        return directory;
    }

    private sealed class Asking(ProductShop shop, [FromKeyedServices("hats")] ProductShop hats)
    {
        public ProductShop Shop { get; } = shop;

        public ProductShop Hats { get; } = hats;
    }

    private sealed class Early(ProductShop shop) : IHostedService
    {
        public bool FoundOpen { get; private set; }

        public bool FoundOpenAtStop { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            FoundOpen = shop.Status.IsOpen;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            FoundOpenAtStop = shop.Status.IsOpen;
            return Task.CompletedTask;
        }
    }
}
