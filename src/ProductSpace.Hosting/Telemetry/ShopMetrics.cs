using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Hosting.Telemetry;

/// <summary>
/// The instruments of one meter, and the shops that its gauges report on: one for each service container, by its meter
/// factory, and one for shops without a host. Recording allocates nothing, even with a listener: attributes are strings
/// that were made beforehand.
/// </summary>
internal sealed class ShopMetrics
{
    public static readonly ActivitySource Activities = new(ProductSpaceTelemetry.ActivitySourceName, Version);

    private static readonly double[] s_seconds =
    [
        0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1,
    ];

    private static readonly long[] s_vectors =
        [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000];

    private readonly List<IMeasuredShop> _shops = [];
    private readonly MapPages _pages = new();

    public ShopMetrics(IMeterFactory? factory)
        : this(factory is null
            ? new Meter(ProductSpaceTelemetry.MeterName, Version)
            : factory.Create(ProductSpaceTelemetry.MeterName, Version))
    {
    }

    private ShopMetrics(Meter meter)
    {
        // A search takes 5 to 500 microseconds; the boundaries of web requests would put all of them into one bucket.
        Duration = meter.CreateHistogram(
            TelemetryNames.Duration,
            "s",
            "Duration of searches; its count is the number of queries.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });
        Scored = meter.CreateHistogram(
            TelemetryNames.Scored,
            "{vector}",
            "Vectors that a search compared by their codes.",
            tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = s_vectors });
        Truncated = meter.CreateCounter<long>(
            TelemetryNames.Truncated, "{query}", "Searches that a budget ended early.");
        UnknownIds = meter.CreateCounter<long>(
            TelemetryNames.UnknownIds, "{product}", "Viewed products that the snapshot does not know.");
        RecallSampled = meter.CreateCounter<long>(
            TelemetryNames.RecallSampled, "{query}", "Queries drawn for live recall, by outcome.");
        RecallExpected = meter.CreateCounter<long>(
            TelemetryNames.RecallExpected, "{product}", "Products of the exact answers to repeated queries.");
        RecallFound = meter.CreateCounter<long>(
            TelemetryNames.RecallFound,
            "{product}",
            "Products of the exact answers that the shoppers' answers also held; divided by those expected: recall@k.");
        RecallLost = meter.CreateCounter<long>(
            TelemetryNames.RecallLost,
            "{product}",
            "Products of the exact answers that the shoppers' answers did not hold, by cause.");
        CreateGauges(meter);
    }

    /// <summary>The metrics of shops without a host.</summary>
    public static ShopMetrics Shared { get; } = new(factory: null);

    public Histogram<double> Duration { get; }

    public Histogram<long> Scored { get; }

    public Counter<long> Truncated { get; }

    public Counter<long> UnknownIds { get; }

    public Counter<long> RecallSampled { get; }

    public Counter<long> RecallExpected { get; }

    public Counter<long> RecallFound { get; }

    public Counter<long> RecallLost { get; }

    /// <summary>Whether somebody listens to anything that a search reports.</summary>
    public bool IsListened
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Duration.Enabled || Scored.Enabled || Truncated.Enabled || UnknownIds.Enabled
            || Activities.HasListeners();
    }

    private static string Version => typeof(ShopMetrics).Assembly.GetName().Version!.ToString(3);

    public void Add(IMeasuredShop shop)
    {
        lock (_shops)
        {
            _shops.Add(shop);
        }
    }

    public void Remove(IMeasuredShop shop)
    {
        lock (_shops)
        {
            _shops.Remove(shop);
        }
    }

    private void CreateGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            TelemetryNames.Generation,
            () => Measure<int>(static shop => shop.Status.Following?.Generation),
            "{generation}",
            "Number of the generation that answers.");
        meter.CreateObservableGauge(
            TelemetryNames.DeltaVersions,
            () => Measure<int>(static shop => shop.Status.Following?.DeltaUsed),
            "{version}",
            "Versions of products in the delta that is merged in.");
        meter.CreateObservableGauge(
            TelemetryNames.DeltaMemory,
            () => Measure<long>(static shop => shop.DeltaBytes),
            "By",
            "Approximate memory of the delta that is merged in; not part of the snapshot's pages.");
        meter.CreateObservableGauge(
            TelemetryNames.GenerationAge,
            () => Measure<double>(static shop => AgeOf(shop.Status)),
            "s",
            "Time since the file of the generation that answers was written.");
        meter.CreateObservableGauge(
            TelemetryNames.Refused,
            () => Measure<int>(static shop => IsRefused(shop.Status)),
            "{generation}",
            "1 if the shop stays on its generation because it cannot take the next.");
        meter.CreateObservableGauge(
            TelemetryNames.RecallRaised,
            () => Measure<int>(static shop => shop.RaisedSteps),
            "{step}",
            "Steps by which the recall target is raised, because searches found less than was asked for.");
        meter.CreateObservableGauge(
            TelemetryNames.SnapshotSize,
            () => Measure<long>(static shop => shop.FileBytes),
            "By",
            "Length of the snapshot that answers.");
        meter.CreateObservableGauge(
            TelemetryNames.SnapshotResident,
            () => Measure<long>(shop => _pages.Of(shop.Status.Following?.Path)?.Resident),
            "By",
            "Bytes of the mapped snapshot that this process has in memory.");
        meter.CreateObservableGauge(
            TelemetryNames.SnapshotHuge,
            () => Measure<long>(shop => _pages.Of(shop.Status.Following?.Path)?.Huge),
            "By",
            "Bytes of the mapped snapshot that this process has in memory as huge pages.");
        meter.CreateObservableUpDownCounter(TelemetryNames.OpenShops, CountOpen, "{shop}", "Shops that are open.");
    }

    private List<Measurement<T>> Measure<T>(Func<IMeasuredShop, T?> read)
        where T : struct
    {
        List<Measurement<T>> measured = [];
        foreach (IMeasuredShop shop in Shops())
        {
            if (read(shop) is T value)
            {
                KeyValuePair<string, object?> tag = new(TelemetryNames.Shop, shop.Name);
                measured.Add(new Measurement<T>(value, tag));
            }
        }

        return measured;
    }

    private static double? AgeOf(ShopStatus status) =>
        status.Written is DateTimeOffset written ? Math.Max(0, (DateTimeOffset.UtcNow - written).TotalSeconds) : null;

    private static int? IsRefused(ShopStatus status) =>
        status.Following is null ? null : status.Following.Refusal is null ? 0 : 1;

    private int CountOpen() => Shops().Count(shop => shop.Status.IsOpen);

    /// <summary>Returns a copy: gauges are read on the collector's thread, while shops come and go.</summary>
    private IMeasuredShop[] Shops()
    {
        lock (_shops)
        {
            return [.. _shops];
        }
    }
}
