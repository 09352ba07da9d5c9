namespace ProductSpace.Evaluation;

/// <summary>What a recipe needs beside the sessions.</summary>
public sealed record RecipeContext
{
    /// <summary>Seed of everything random: the same sessions, recipe and seed give the same model.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of threads, 0 for all processors; does not change the model.</summary>
    public int Threads { get; init; }

    /// <summary>Category of each product as a number, -1 for none; empty if categories are unknown.</summary>
    public IReadOnlyList<int> Categories { get; init; } = [];

    /// <summary>Told the share done, 0 to 1; null for nobody.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Ends the training.</summary>
    public CancellationToken CancellationToken { get; init; }
}
