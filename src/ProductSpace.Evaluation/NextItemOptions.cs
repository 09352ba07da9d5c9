namespace ProductSpace.Evaluation;

/// <summary>How sessions are turned into predictions. All but <see cref="Threads"/> decide the figures.</summary>
public sealed record NextItemOptions
{
    /// <summary>What a view counts beside the one after it, above 0 to 1, as in the engine.</summary>
    public double Decay { get; init; } = 0.5;

    /// <summary>How many of the last known views make the session vector, at least 1.</summary>
    public int LastViews { get; init; } = 10;

    /// <summary>Which candidates of equal score stand before the target.</summary>
    public TieRule Ties { get; init; } = TieRule.Ordinal;

    /// <summary>Depth to which coverage is measured, 0 to 1,000; 0 spares the time.</summary>
    public int CoverageDepth { get; init; } = 20;

    /// <summary>Ranks the next product only, which spares time on long sessions; metrics of all that remains are then refused.</summary>
    public bool NextOnly { get; init; }

    /// <summary>
    /// Most predictions to make, at least 1. Where the sessions hold more, all positions of all sessions, in order, are cut
    /// into this many equal stretches, and one position of each is drawn.
    /// </summary>
    public int MaxPredictions { get; init; } = int.MaxValue;

    /// <summary>Seed of that draw: methods compared pair by pair need the same seed and sessions.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads, 0 for all processors; does not show in the figures.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        if (!(Decay is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Decay), Decay, "Decay must be above 0 and at most 1");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(LastViews, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)CoverageDepth, 1000u, nameof(CoverageDepth));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPredictions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
