using Microsoft.Extensions.Diagnostics.HealthChecks;
using ProductSpace.Generations;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>
/// What a shop's state means to who asks for its health: unhealthy where it cannot answer, degraded where it answers from a
/// generation that is older than it should be or than the pointer says, or without its newest delta, and the data that explain it.
/// </summary>
internal sealed class ShopHealthCheck(Func<ProductShop> find) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ProductShop shop = find();
        return Task.FromResult(Judge(shop.Status, shop.Options, DateTimeOffset.UtcNow));
    }

    internal static HealthCheckResult Judge(ShopStatus status, ShopOptions options, DateTimeOffset now)
    {
        Dictionary<string, object> data = Describe(status, now);
        if (status.Following is not FollowerStatus following)
        {
            return HealthCheckResult.Unhealthy(status.Failure is string failure ? $"shop \"{status.Name}\" is not open: {failure}" : $"shop \"{status.Name}\" is not open yet", data: data);
        }

        if (following.Refusal is string refusal)
        {
            return HealthCheckResult.Degraded($"shop \"{status.Name}\" stays on generation {following.Generation}: {refusal}", data: data);
        }

        if (following.DeltaRefusal is string delta)
        {
            return HealthCheckResult.Degraded($"shop \"{status.Name}\" answers from generation {following.Generation} without the newest changes: {delta}", data: data);
        }

        if (options.GuardOverwrites && following.Protection == OverwriteProtection.None)
        {
            return HealthCheckResult.Degraded($"shop \"{status.Name}\" answers from generation {following.Generation}, whose guard was lost when its file was overwritten: there was no memory for a copy; publish anew, and never write into {following.Path}", data: data);
        }

        if (status.Written is DateTimeOffset written && options.MostGenerationAge is TimeSpan most && now - written > most)
        {
            return HealthCheckResult.Degraded($"shop \"{status.Name}\" answers from generation {following.Generation}, written {written:u}, older than {most}; look at what builds and publishes", data: data);
        }

        return HealthCheckResult.Healthy($"shop \"{status.Name}\" answers from generation {following.Generation}", data);
    }

    private static Dictionary<string, object> Describe(ShopStatus status, DateTimeOffset now)
    {
        Dictionary<string, object> data = new()
        {
            ["shop"] = status.Name,
            ["verified"] = status.IsOpen && status.Mode == OpenMode.Verify,
            ["warm_up"] = !status.IsOpen ? "none" : status.Mode == OpenMode.Quick ? "none: the first searches bring in pages and wait for the compiler" : "pages touched and one question of each kind asked",
        };
        if (status.Following is FollowerStatus following)
        {
            data["generation"] = following.Generation;
            data["publication"] = following.Publication;
            data["snapshot"] = following.Path;
            data["answering_since"] = following.Since;
            data["overwrite_guard"] = following.Protection switch
            {
                OverwriteProtection.Lease => "lease: who overwrites the file waits until it is copied into memory",
                OverwriteProtection.Copy => "copy: the file may be overwritten",
                _ => "none: overwriting the file in place ends the process, or makes it answer wrong",
            };
            data["delta_versions"] = following.DeltaUsed;
            if (following.Refusal is string refusal)
            {
                data["refusal"] = refusal;
                data["refused_generation"] = following.RefusedGeneration;
            }
        }

        if (status.Written is DateTimeOffset written)
        {
            data["generation_age_seconds"] = Math.Max(0, (now - written).TotalSeconds);
        }

        return data;
    }
}
