namespace ProductSpace.Hosting;

/// <summary>Names by which a host subscribes to the metrics and activities of its shops.</summary>
/// <example><code>
/// services.AddOpenTelemetry()
///     .WithMetrics(metrics => metrics.AddMeter(ProductSpaceTelemetry.MeterName))
///     .WithTracing(tracing => tracing.AddSource(ProductSpaceTelemetry.ActivitySourceName));
/// </code></example>
public static class ProductSpaceTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ProductSpace";

    /// <summary>Name of the activity source.</summary>
    public const string ActivitySourceName = "ProductSpace";
}
