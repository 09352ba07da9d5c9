using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using ProductSpace.Generations;

namespace ProductSpace.Hosting.Telemetry;

/// <summary>
/// The instruments of one meter, and the shops that its gauges tell of: one for each container of services, by its meter
/// factory, and one for shops without a host. Recording allocates nothing, with a listener too: attributes are strings that
/// were made beforehand.
/// </summary>
internal sealed class ShopMetrics
{
    public static readonly ActivitySource Activities = new(ProductSpaceTelemetry.ActivitySourceName, Version);

    private readonly List<ProductShop> _shops = [];
    private readonly MapPages _pages = new();

    public ShopMetrics(IMeterFactory? factory)
        : this(factory is null ? new Meter(ProductSpaceTelemetry.MeterName, Version) : factory.Create(ProductSpaceTelemetry.MeterName, Version))
    {
    }

    private ShopMetrics(Meter meter)
    {
        // A search takes 5 to 500 microseconds; the boundaries of web requests would put all of them into one bucket.
        Duration = meter.CreateHistogram(TelemetryNames.Duration, "s", "Duration of searches; its count is the number of queries.", tags: null, new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
        });
        Scored = meter.CreateHistogram(TelemetryNames.Scored, "{vector}", "Vectors that a search compared by their codes.", tags: null, new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000],
        });
        Truncated = meter.CreateCounter<long>(TelemetryNames.Truncated, "{query}", "Searches that a budget ended before they were done.");
        UnknownIds = meter.CreateCounter<long>(TelemetryNames.UnknownIds, "{product}", "Viewed products that the snapshot does not know.");
        RecallSampled = meter.CreateCounter<long>(TelemetryNames.RecallSampled, "{query}", "Queries drawn for live recall, by what became of them.");
        RecallExpected = meter.CreateCounter<long>(TelemetryNames.RecallExpected, "{product}", "Products of the exact answers to repeated queries.");
        RecallFound = meter.CreateCounter<long>(TelemetryNames.RecallFound, "{product}", "Those of them that the shopper's answer held; the share is recall@k.");
        RecallLost = meter.CreateCounter<long>(TelemetryNames.RecallLost, "{product}", "Those of them that it did not hold, by the cause.");
        meter.CreateObservableGauge(TelemetryNames.Generation, () => Ask<int>(static shop => shop.Status.Following?.Generation), "{generation}", "Number of the generation that answers.");
        meter.CreateObservableGauge(TelemetryNames.DeltaVersions, () => Ask<int>(static shop => shop.Status.Following?.DeltaUsed), "{version}", "Versions of products in the delta that is merged in.");
        meter.CreateObservableGauge(TelemetryNames.DeltaMemory, () => Ask<long>(static shop => shop.CurrentDeltaBytes), "By", "Memory of that delta, about; it is no part of the snapshot's pages.");
        meter.CreateObservableGauge(TelemetryNames.GenerationAge, () => Ask<double>(static shop => shop.Status.Written is DateTimeOffset written ? Math.Max(0, (DateTimeOffset.UtcNow - written).TotalSeconds) : null), "s", "Time since the file of the generation that answers was written.");
        meter.CreateObservableGauge(TelemetryNames.Refused, () => Ask<int>(static shop => shop.Status.Following is FollowerStatus status ? status.Refusal is null ? 0 : 1 : null), "{generation}", "1 where the shop stays on its generation because it cannot take the next.");
        meter.CreateObservableGauge(TelemetryNames.SnapshotSize, () => Ask<long>(static shop => shop.CurrentFileBytes), "By", "Length of the snapshot that answers.");
        meter.CreateObservableGauge(TelemetryNames.SnapshotResident, () => Ask<long>(shop => _pages.Of(shop.Status.Following?.Path)?.Resident), "By", "Pages of its map that this process has in memory.");
        meter.CreateObservableGauge(TelemetryNames.SnapshotHuge, () => Ask<long>(shop => _pages.Of(shop.Status.Following?.Path)?.Huge), "By", "Those of them that are huge pages.");
        meter.CreateObservableUpDownCounter(TelemetryNames.OpenShops, CountOpen, "{shop}", "Shops that are open.");
    }

    /// <summary>For shops without a host.</summary>
    public static ShopMetrics Shared { get; } = new(factory: null);

    public Histogram<double> Duration { get; }

    public Histogram<long> Scored { get; }

    public Counter<long> Truncated { get; }

    public Counter<long> UnknownIds { get; }

    public Counter<long> RecallSampled { get; }

    public Counter<long> RecallExpected { get; }

    public Counter<long> RecallFound { get; }

    public Counter<long> RecallLost { get; }

    /// <summary>Whether anything that a search tells is wanted by somebody.</summary>
    public bool IsListened
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Duration.Enabled || Scored.Enabled || Truncated.Enabled || UnknownIds.Enabled || Activities.HasListeners();
    }

    private static string Version => typeof(ShopMetrics).Assembly.GetName().Version!.ToString(3);

    public void Add(ProductShop shop)
    {
        lock (_shops)
        {
            _shops.Add(shop);
        }
    }

    public void Remove(ProductShop shop)
    {
        lock (_shops)
        {
            _shops.Remove(shop);
        }
    }

    private List<Measurement<T>> Ask<T>(Func<ProductShop, T?> ask)
        where T : struct
    {
        List<Measurement<T>> told = [];
        foreach (ProductShop shop in Shops())
        {
            if (ask(shop) is T value)
            {
                told.Add(new Measurement<T>(value, new KeyValuePair<string, object?>(TelemetryNames.Shop, shop.Name)));
            }
        }

        return told;
    }

    private int CountOpen() => Shops().Count(shop => shop.Opened is not null);

    /// <summary>A copy: gauges are asked on the collector's thread, while shops come and go.</summary>
    private ProductShop[] Shops()
    {
        lock (_shops)
        {
            return [.. _shops];
        }
    }
}
