namespace ProductSpace.Hosting;

/// <summary>How the shops of a process stand.</summary>
public sealed record ManyShopsStatus
{
    /// <summary>Shops that are open.</summary>
    public required int Open { get; init; }

    /// <summary>Bytes of the snapshots that they answer from.</summary>
    public required long MappedBytes { get; init; }

    /// <summary>Shops that could not be opened the last time, with the reason, or that stay on an older generation.</summary>
    public required IReadOnlyList<ShopStatus> Troubled { get; init; }
}
