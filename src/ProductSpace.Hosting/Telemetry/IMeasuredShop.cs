namespace ProductSpace.Hosting.Telemetry;

/// <summary>A shop that gauges report on.</summary>
internal interface IMeasuredShop
{
    string Name { get; }

    ShopStatus Status { get; }

    /// <summary>Steps by which the recall target is raised; null without live recall.</summary>
    int? RaisedSteps { get; }

    /// <summary>Length of the snapshot that answers; null while the shop is closed.</summary>
    long? FileBytes { get; }

    /// <summary>Memory of the delta that is merged in; null while the shop is closed.</summary>
    long? DeltaBytes { get; }
}
