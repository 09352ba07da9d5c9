using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>Reports many shops as degraded if one cannot be opened or stays on an older generation.</summary>
internal sealed class ManyShopsHealthCheck(Func<ManyShopsStatus> read) : IHealthCheck
{
    private const int MaxNamed = 20;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ManyShopsStatus status = read();
        Dictionary<string, object> data = new()
        {
            ["open"] = status.Open,
            ["mapped_bytes"] = status.MappedBytes,
        };
        foreach (ShopStatus shop in status.Troubled.Take(MaxNamed))
        {
            data[$"shop {shop.Name}"] = shop.Failure ?? shop.Following!.Refusal!;
        }

        return Task.FromResult(status.Troubled.Count == 0
            ? HealthCheckResult.Healthy($"{status.Open} shops are open", data)
            : HealthCheckResult.Degraded(
                $"{status.Troubled.Count} shops cannot be opened or stay on an older generation, "
                + $"\"{status.Troubled[0].Name}\" first",
                data: data));
    }
}
