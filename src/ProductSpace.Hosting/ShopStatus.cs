using ProductSpace.Generations;

namespace ProductSpace.Hosting;

/// <summary>State of a shop; reading it opens nothing.</summary>
public sealed record ShopStatus
{
    /// <summary>Name of the shop.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the shop is open.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>What answers, and what was refused; null while the shop is closed.</summary>
    public FollowerStatus? Following { get; init; }

    /// <summary>
    /// When the file of the generation that answers was written: when it was published, unless it was copied later.
    /// Null while the shop is closed, or if the system does not say.
    /// </summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>How thoroughly a generation is checked before it answers.</summary>
    public required OpenMode Mode { get; init; }

    /// <summary>Results of live recall; null where it is off.</summary>
    public LiveRecallFigures? LiveRecall { get; init; }

    /// <summary>Why the last opening failed; null if it succeeded, or nobody tried.</summary>
    public string? Failure { get; init; }
}
