using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ProductSpace.Hosting.DependencyInjection;

namespace ProductSpace.Hosting.Tests.DependencyInjection;

public sealed class HealthTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_OverTheLifeOfAShop_SaysHowItStands()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        using IHost host = Build(TimeSpan.FromDays(2));
        HealthReportEntry before = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.Contains("is not open yet", before.Description, StringComparison.Ordinal);

        await host.StartAsync();
        HealthReportEntry sound = await CheckAsync(host);
        Assert.Equal(HealthStatus.Healthy, sound.Status);
        Assert.Equal((1, 1L, true), (sound.Data["generation"], sound.Data["publication"], sound.Data["verified"]));
        Assert.InRange((double)sound.Data["generation_age_seconds"], 0, 600);
        Assert.Contains("one question of each kind", (string)sound.Data["warm_up"], StringComparison.Ordinal);

        new GenerationFolder(_folder.Root).Publish(shops[1]);
        HealthReportEntry swapped = await WaitAsync(host, entry => Equals(entry.Data["generation"], 2));
        Assert.Equal((HealthStatus.Healthy, 2L), (swapped.Status, swapped.Data["publication"]));
        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task Check_GenerationThatCannotBeRead_IsDegradedAndSaysWhy()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        using IHost host = Build(mostAge: null);
        await host.StartAsync();
        File.WriteAllText(_folder.File("CURRENT"), "damaged");
        HealthReportEntry entry = await WaitAsync(host, entry => entry.Status == HealthStatus.Degraded);
        Assert.Contains("stays on generation 1", entry.Description, StringComparison.Ordinal);
        Assert.Contains("is damaged", (string)entry.Data["refusal"], StringComparison.Ordinal);
        Assert.Equal(1, entry.Data["generation"]);
    }

    [Fact]
    public async Task Check_OldGeneration_IsDegraded()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        File.SetAttributes(_folder.File("catalog-000001.psx"), FileAttributes.Normal);
        File.SetLastWriteTimeUtc(_folder.File("catalog-000001.psx"), DateTime.UtcNow - TimeSpan.FromDays(3));
        using IHost host = Build(TimeSpan.FromDays(2));
        await host.StartAsync();
        HealthReportEntry entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("older than 2.00:00:00", entry.Description, StringComparison.Ordinal);
    }

    /// <summary>Without memory for the copy the guard is lost; the health of the shop says so.</summary>
    [Theory]
    [InlineData(OverwriteProtection.None, HealthStatus.Degraded, "none")]
    [InlineData(OverwriteProtection.Lease, HealthStatus.Healthy, "lease")]
    [InlineData(OverwriteProtection.Copy, HealthStatus.Healthy, "copy")]
    public void Judge_GuardAskedFor_TellsItsState(OverwriteProtection protection, HealthStatus expected, string word)
    {
        FollowerStatus following = new() { Generation = 1, Publication = 1, Path = "catalog-000001.psx", Since = DateTimeOffset.UnixEpoch, Protection = protection };
        ShopStatus status = new() { Name = "shop", IsOpen = true, Mode = OpenMode.Verify, Following = following };
        HealthCheckResult result = ShopHealthCheck.Judge(status, new ShopOptions { GuardOverwrites = true }, DateTimeOffset.UnixEpoch);
        Assert.Equal(expected, result.Status);
        Assert.StartsWith(word, (string)result.Data["overwrite_guard"], StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, ShopHealthCheck.Judge(status, new ShopOptions(), DateTimeOffset.UnixEpoch).Status);
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["productspace:shoes"];

    private static async Task<HealthReportEntry> WaitAsync(IHost host, Func<HealthReportEntry, bool> until)
    {
        for (int i = 0; i < 1000; i++)
        {
            HealthReportEntry entry = await CheckAsync(host);
            if (until(entry))
            {
                return entry;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException("the shop did not come to the state that was waited for");
    }

    private IHost Build(TimeSpan? mostAge)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Services.AddProductSpace("shoes", o =>
        {
            o.Directory = _folder.Root;
            o.PollInterval = TimeSpan.FromMilliseconds(10);
            o.MaxGenerationAge = mostAge;
        });
        builder.Services.AddHealthChecks().AddProductSpace("shoes");
        return builder.Build();
    }
}
