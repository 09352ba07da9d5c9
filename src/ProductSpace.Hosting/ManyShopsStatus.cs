namespace ProductSpace.Hosting;

/// <summary>State of the shops of a process.</summary>
public sealed record ManyShopsStatus
{
    /// <summary>Number of open shops.</summary>
    public required int Open { get; init; }

    /// <summary>Bytes of the snapshots that the open shops answer from.</summary>
    public required long MappedBytes { get; init; }

    /// <summary>Shops whose last opening failed, with the reason, or that stay on an older generation.</summary>
    public required IReadOnlyList<ShopStatus> Troubled { get; init; }
}
