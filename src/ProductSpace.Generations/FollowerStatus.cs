namespace ProductSpace.Generations;

/// <summary>What a follower answers from, and what it could not take on.</summary>
public sealed record FollowerStatus
{
    /// <summary>The generation that answers.</summary>
    public required int Generation { get; init; }

    /// <summary>Number of the pointer's setting that it follows.</summary>
    public required long Publication { get; init; }

    /// <summary>Its snapshot file.</summary>
    public required string Path { get; init; }

    /// <summary>When it began to answer.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>
    /// What guards that file against being overwritten in place, at the last look: a lease becomes a copy when somebody overwrites
    /// the file, and nothing where the copy could not be made.
    /// </summary>
    public OverwriteProtection Protection { get; init; }

    /// <summary>
    /// Why the follower stays on this generation although the pointer leads to another, or cannot be read: one line that says
    /// what, where and what to do. Null where all is well.
    /// </summary>
    public string? Refusal { get; init; }

    /// <summary>Versions of products in the delta of the generation that answers; 0 without one.</summary>
    public int DeltaUsed { get; init; }

    /// <summary>Why the delta beside the generation is not merged in, or not in its newest state; null where all is well.</summary>
    public string? DeltaRefusal { get; init; }

    /// <summary>The generation that was refused; 0 where none is, or where the pointer itself cannot be read.</summary>
    public int RefusedGeneration { get; init; }
}
