using ProductSpace.Generations;

namespace ProductSpace.Hosting;

/// <summary>How a shop stands; asking opens nothing.</summary>
public sealed record ShopStatus
{
    /// <summary>Name of the shop.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is open.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>What answers, and what was refused; null while it is closed.</summary>
    public FollowerStatus? Following { get; init; }

    /// <summary>When the file of the generation that answers was written: when it was published, unless it was copied later. Null while it is closed or where the system does not tell.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>How much of it was looked at before it answered.</summary>
    public required OpenMode Mode { get; init; }

    /// <summary>Why it could not be opened the last time; null where it could, or nobody tried.</summary>
    public string? Failure { get; init; }
}
