namespace ProductSpace.Planning;

/// <summary>What a road would take to reach a recall target, by the calibration; zero where a road has no such work.</summary>
internal sealed record StrategyEstimate(SearchStrategy Strategy)
{
    /// <summary>Cells scanned.</summary>
    public int Cells { get; init; }

    /// <summary>Pool of the walk.</summary>
    public int EfSearch { get; init; }

    /// <summary>Vectors scored by their 7-bit codes.</summary>
    public double Scored { get; init; }

    /// <summary>By the prices of <see cref="MachinePrices.Current"/>.</summary>
    public double Microseconds { get; init; }

    /// <summary>Whether a search would go this way.</summary>
    public bool Taken { get; init; }
}
