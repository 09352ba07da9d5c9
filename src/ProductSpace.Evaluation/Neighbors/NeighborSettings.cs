namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// What tells the nearest-neighbor models of sessions apart. All of them take the most recent sessions that share a
/// view with the current one, keep the most similar ones, and add up their products.
/// </summary>
internal sealed record NeighborSettings
{
    /// <summary>Number of most similar sessions whose products are recommended (k).</summary>
    public required int Neighbors { get; init; }

    /// <summary>Number of most recent sessions among which they are looked for (m).</summary>
    public required int Sample { get; init; }

    /// <summary>
    /// Number of the last known views of the current session that count. The default leaves out what robots view, not
    /// shoppers, and bounds the work.
    /// </summary>
    public int LastViews { get; init; } = 200;

    /// <summary>Weight of a view of the current session in the similarity.</summary>
    public required ViewDecay Similarity { get; init; }

    /// <summary>Weight of a neighbor by the age of the latest view that it shares.</summary>
    public required ViewDecay Score { get; init; }

    /// <summary>True to divide the similarity by the root of the number of products of the neighbor.</summary>
    public bool Cosine { get; init; }

    /// <summary>Days in which the weight of a neighbor falls to 1/e; 0 for equal weights.</summary>
    public double RecencyDays { get; init; }

    /// <summary>
    /// Views in which the weight of a neighbor's product falls to 1/e, counted from the neighbor's last view of a
    /// product of the current session; 0 for equal weights.
    /// </summary>
    public double Distance { get; init; }
}
