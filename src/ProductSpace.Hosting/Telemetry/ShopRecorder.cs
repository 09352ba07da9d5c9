using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using ProductSpace.Hosting.Experiments;

namespace ProductSpace.Hosting.Telemetry;

/// <summary>Records the searches of one open shop as metrics and activities.</summary>
/// <param name="metrics">The instruments.</param>
/// <param name="shop">Name of the shop.</param>
/// <param name="experiment">Name of its experiment; null without one.</param>
internal sealed class ShopRecorder(ShopMetrics metrics, string shop, string? experiment)
{
    public ShopMetrics Metrics { get; } = metrics;

    public bool IsListened
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Metrics.IsListened;
    }

    public static Activity? StartActivity() =>
        ShopMetrics.Activities.HasListeners() ? ShopMetrics.Activities.StartActivity(TelemetryNames.Activity) : null;

    public void Add(long start, in SearchResult result, Variant? variant, Activity? activity)
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TagList tags = Tags(variant);
        if (result.UnknownIds > 0)
        {
            Metrics.UnknownIds.Add(result.UnknownIds, tags);
        }

        tags.Add(TelemetryNames.Strategy, TelemetryNames.Of(result.Strategy));
        Metrics.Duration.Record(seconds, tags);
        Metrics.Scored.Record(result.Scored, tags);
        if (result.Truncated)
        {
            Metrics.Truncated.Add(1, tags);
        }

        if (activity is { IsAllDataRequested: true })
        {
            Describe(activity, tags);
            activity.SetTag(TelemetryNames.AnswerGeneration, result.Generation);
            activity.SetTag(TelemetryNames.AnswerCount, result.Count);
            activity.SetTag(TelemetryNames.AnswerScored, result.Scored);
            activity.SetTag(TelemetryNames.AnswerTruncated, result.Truncated);
            activity.SetTag(TelemetryNames.AnswerUnknownIds, result.UnknownIds);
        }
    }

    /// <summary>Records a search that threw.</summary>
    public void Fail(long start, Exception fault, Variant? variant, Activity? activity)
    {
        TagList tags = Tags(variant);
        tags.Add(TelemetryNames.ErrorType, fault.GetType().FullName);
        Metrics.Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        if (activity is not null)
        {
            Describe(activity, tags);
            activity.SetStatus(ActivityStatusCode.Error, fault.Message);
        }
    }

    /// <summary>Returns the attributes of every measurement.</summary>
    public TagList Tags(Variant? variant)
    {
        TagList tags = default;
        tags.Add(TelemetryNames.Shop, shop);
        if (variant is not null)
        {
            tags.Add(TelemetryNames.Experiment, experiment);
            tags.Add(TelemetryNames.Variant, variant.Label);
        }

        return tags;
    }

    private static void Describe(Activity activity, in TagList tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            activity.SetTag(tag.Key, tag.Value);
        }
    }
}
