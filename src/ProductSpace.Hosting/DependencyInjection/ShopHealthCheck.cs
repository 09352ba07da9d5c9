using Microsoft.Extensions.Diagnostics.HealthChecks;
using ProductSpace.Generations;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>
/// Turns a shop's state into health: unhealthy if it cannot answer; degraded if it answers from a generation that is
/// older than it should be or than the pointer says, or without its newest delta. The data explain it.
/// </summary>
internal sealed class ShopHealthCheck(Func<(ShopStatus Status, ShopOptions Options)> read) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (ShopStatus status, ShopOptions options) = read();
        return Task.FromResult(Judge(status, options, DateTimeOffset.UtcNow));
    }

    internal static HealthCheckResult Judge(ShopStatus status, ShopOptions options, DateTimeOffset now)
    {
        Dictionary<string, object> data = Describe(status, now);
        string shop = $"shop \"{status.Name}\"";
        if (status.Following is not FollowerStatus following)
        {
            string reason = status.Failure is string failure ? $"is not open: {failure}" : "is not open yet";
            return HealthCheckResult.Unhealthy($"{shop} {reason}", data: data);
        }

        if (following.Refusal is string refusal)
        {
            return HealthCheckResult.Degraded(
                $"{shop} stays on generation {following.Generation}: {refusal}", data: data);
        }

        string answers = $"{shop} answers from generation {following.Generation}";
        if (following.DeltaRefusal is string deltaRefusal)
        {
            return HealthCheckResult.Degraded($"{answers} without the newest changes: {deltaRefusal}", data: data);
        }

        if (options.GuardOverwrites && following.Protection == OverwriteProtection.None)
        {
            return HealthCheckResult.Degraded(
                $"{answers}, whose guard was lost when its file was overwritten: there was no memory for a copy; "
                + $"publish again, and never write into {following.Path}",
                data: data);
        }

        if (status.Written is DateTimeOffset written
            && options.MaxGenerationAge is TimeSpan maxAge
            && now - written > maxAge)
        {
            return HealthCheckResult.Degraded(
                $"{answers}, written {written:u}, older than {maxAge}; look at what builds and publishes", data: data);
        }

        if (status.LiveRecall is { IsBelowTarget: true } recall)
        {
            return HealthCheckResult.Degraded(
                $"{answers}, which find less than was asked for (recall {recall.Recall:F3} of all compared queries) "
                + "although the target is raised as far as LiveRecall.MaxRaise allows; build with --sessions, or raise "
                + "the target",
                data: data);
        }

        return HealthCheckResult.Healthy(answers, data);
    }

    private static Dictionary<string, object> Describe(ShopStatus status, DateTimeOffset now)
    {
        Dictionary<string, object> data = new()
        {
            ["shop"] = status.Name,
            ["verified"] = status.IsOpen && status.Mode == OpenMode.Verify,
            ["warm_up"] = !status.IsOpen ? "none"
                : status.Mode == OpenMode.Quick
                    ? "none: the first searches bring in pages and wait for the compiler"
                    : "pages touched and one question of each kind asked",
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

        if (status.LiveRecall is { Queries: > 0 } recall)
        {
            data["live_recall"] = recall.Recall;
            data["recall_raised_steps"] = recall.RaisedSteps;
        }

        if (status.Written is DateTimeOffset written)
        {
            data["generation_age_seconds"] = Math.Max(0, (now - written).TotalSeconds);
        }

        return data;
    }
}
