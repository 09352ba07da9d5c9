namespace ProductSpace.Generations;

/// <summary>What a follower answers from, and what it refused.</summary>
public sealed record FollowerStatus
{
    /// <summary>Number of the generation that answers.</summary>
    public required int Generation { get; init; }

    /// <summary>Number of the publication that it follows.</summary>
    public required long Publication { get; init; }

    /// <summary>Snapshot file of the generation.</summary>
    public required string Path { get; init; }

    /// <summary>When the generation began to answer.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>
    /// What guarded the file against being overwritten in place, at the last look: a lease becomes a copy when somebody
    /// overwrites the file, and nothing if the copy could not be made.
    /// </summary>
    public OverwriteProtection Protection { get; init; }

    /// <summary>
    /// Why the follower stays on this generation although the pointer leads to another, or cannot be read: one line
    /// that says what, where and what to do. Null if all is well.
    /// </summary>
    public string? Refusal { get; init; }

    /// <summary>Versions of products in the delta of the generation; 0 without a delta.</summary>
    public int DeltaUsed { get; init; }

    /// <summary>
    /// Why the delta beside the generation is not merged in, or not in its newest state; null if all is well.
    /// </summary>
    public string? DeltaRefusal { get; init; }

    /// <summary>Generation that was refused; 0 without one, or if the pointer itself cannot be read.</summary>
    public int RefusedGeneration { get; init; }
}
