using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>Degraded where some shop cannot be opened or stays on an older generation: the others answer all the same.</summary>
internal sealed class ManyShopsHealthCheck(ProductShops shops) : IHealthCheck
{
    private const int MostNamed = 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ManyShopsStatus status = shops.Status;
        Dictionary<string, object> data = new() { ["open"] = status.Open, ["mapped_bytes"] = status.MappedBytes };
        foreach (ShopStatus shop in status.Troubled.Take(MostNamed))
        {
            data[$"shop {shop.Name}"] = shop.Failure ?? shop.Following!.Refusal!;
        }

        return Task.FromResult(status.Troubled.Count == 0
            ? HealthCheckResult.Healthy($"{status.Open} shops are open", data)
            : HealthCheckResult.Degraded($"{status.Troubled.Count} shops cannot be opened or stay on an older generation, \"{status.Troubled[0].Name}\" first", data: data));
    }
}
