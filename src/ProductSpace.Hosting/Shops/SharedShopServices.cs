using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Telemetry;
using ProductSpace.Memory;

namespace ProductSpace.Hosting.Shops;

/// <summary>Services that the shops of a process, or of one service container, share.</summary>
internal sealed class SharedShopServices(ShopMetrics metrics, LiveRecallThread liveRecall, IFileOperations files)
{
    public static SharedShopServices Shared { get; } =
        new(ShopMetrics.Shared, new LiveRecallThread(), SystemFiles.Instance);

    public ShopMetrics Metrics => metrics;

    public LiveRecallThread LiveRecall => liveRecall;

    public IFileOperations Files => files;
}
