namespace ProductSpace.Generations;

/// <summary>One snapshot of a <see cref="GenerationFolder"/>.</summary>
public sealed record Generation
{
    /// <summary>Its number, from 1; a number is never used twice.</summary>
    public required int Number { get; init; }

    /// <summary>The snapshot file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the pointer leads to it.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>
    /// Number of times the pointer was set until now, this one included; 0 if the generation is not current. Orders
    /// publications and rollbacks, which the number of the generation does not.
    /// </summary>
    public required long Publication { get; init; }
}
