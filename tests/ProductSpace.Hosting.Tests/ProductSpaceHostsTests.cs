using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ProductSpace.Hosting.Tests;

public sealed class ProductSpaceHostsTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddProductSpace_PathAsConnectionString_ShopAnswersAndIsHealthy()
    {
        HostApplicationBuilder builder = Builder(("ConnectionStrings:catalog", Published(0)));
        builder.AddProductSpace("catalog", options => options.Mode = OpenMode.Quick);
        using IHost host = builder.Build();
        await host.StartAsync();
        ProductShop shop = host.Services.GetRequiredService<ProductShop>();
        using (IndexLease lease = shop.Acquire())
        {
            Assert.Equal((0, OpenMode.Quick), (SmallShops.WordOf(lease.Index), shop.Status.Mode));
        }

        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal((HealthStatus.Healthy, "productspace"), (health.Status, Assert.Single(health.Entries).Key));
        await host.StopAsync();
    }

    [Fact]
    public void AddKeyedProductSpace_NamesAndSection_AreBoundInOrder()
    {
        string folder = Published(1);
        HostApplicationBuilder builder = Builder(
            ("ConnectionStrings:hats", $"Directory=\"{folder}\"; Use Delta=true;mode=Warm"),
            ("ProductSpace:hats:Mode", "Verify"),
            ("ProductSpace:hats:PollInterval", "00:00:05"));
        builder.AddKeyedProductSpace("hats");
        using IHost host = builder.Build();
        ShopOptions options = host.Services.GetRequiredService<IOptionsMonitor<ShopOptions>>().Get("hats");
        Assert.Equal(
            (folder, true, OpenMode.Warm, TimeSpan.FromSeconds(5)),
            (options.Directory, options.UseDelta, options.Mode, options.PollInterval));
        ProductShop shop = host.Services.GetRequiredKeyedService<ProductShop>("hats");
        using IndexLease lease = shop.Acquire();
        Assert.Equal((1, "hats"), (SmallShops.WordOf(lease.Index), shop.Name));
    }

    [Fact]
    public void Prepare_Steps_RunInOrderBeforeTheShopAnswers()
    {
        List<string> done = [];
        HostApplicationBuilder builder = Builder(("ConnectionStrings:catalog", Published(1)));
        builder.AddProductSpace("catalog", options =>
        {
            options.Prepare(index => done.Add($"first {SmallShops.WordOf(index)}"));
            options.Prepare(_ => done.Add("second"));
        });
        using IHost host = builder.Build();
        using IndexLease lease = host.Services.GetRequiredService<ProductShop>().Acquire();
        Assert.Equal(["first 1", "second"], done);
    }

    [Fact]
    public void AddProductSpace_SectionAlone_IsEnough()
    {
        HostApplicationBuilder builder = Builder(("ProductSpace:catalog:Directory", Published(2)));
        builder.AddProductSpace("catalog");
        using IHost host = builder.Build();
        using IndexLease lease = host.Services.GetRequiredService<ProductShop>().Acquire();
        Assert.Equal(2, SmallShops.WordOf(lease.Index));
    }

    [Fact]
    public void AddProductSpace_NoConnectionString_IsRefusedWithWhatToSet()
    {
        string message = Assert.Throws<InvalidOperationException>(() => Builder().AddProductSpace("catalog")).Message;
        Assert.Equal(
            "there is no connection string \"catalog\"; set ConnectionStrings:catalog to the folder that "
            + "`productspace publish` writes",
            message);
    }

    [Fact]
    public void AddProductSpace_MalformedConnectionString_IsRefusedWithItsName()
    {
        HostApplicationBuilder builder = Builder(("ConnectionStrings:catalog", "Directory=\"a;Mode=Warm"));
        string message = Assert.Throws<FormatException>(() => builder.AddProductSpace("catalog")).Message;
        Assert.StartsWith("connection string \"catalog\": ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddProductSpace_UnknownNameInConnectionString_IsRefusedAtStart()
    {
        HostApplicationBuilder builder = Builder(("ConnectionStrings:catalog", $"Directory={Published(0)};Speed=high"));
        builder.AddProductSpace("catalog");
        using IHost host = builder.Build();
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains("speed", fault.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value)));
        return builder;
    }

    private string Published(int shop)
    {
        string path = Directory.CreateDirectory(_folder.File($"shop-{shop}")).FullName;
        new GenerationFolder(path).Publish(shops[shop]);
        return path;
    }
}
