namespace ProductSpace.Evaluation;

/// <summary>
/// How sessions are turned into predictions. All options except <see cref="Threads"/> decide the figures.
/// </summary>
public sealed record NextItemOptions
{
    /// <summary>Weight of a view relative to the next one, above 0 to 1, as in the engine.</summary>
    public double Decay { get; init; } = 0.5;

    /// <summary>Number of the last known views that make the session vector, at least 1.</summary>
    public int LastViews { get; init; } = 10;

    /// <summary>Which candidates with the target's score are ranked before it.</summary>
    public TieRule Ties { get; init; } = TieRule.Ordinal;

    /// <summary>Depth to which coverage is measured, 0 to 1,000; 0 saves the time.</summary>
    public int CoverageDepth { get; init; } = 20;

    /// <summary>
    /// True to rank the next product only, which saves time on long sessions; metrics of all that remains are then
    /// refused.
    /// </summary>
    public bool NextOnly { get; init; }

    /// <summary>
    /// Maximum number of predictions, at least 1. If the sessions hold more, all positions of all sessions, in order,
    /// are split into this number of equal stretches, and one position of each is drawn.
    /// </summary>
    public int MaxPredictions { get; init; } = int.MaxValue;

    /// <summary>
    /// Seed of the drawn positions: methods that are compared pair by pair need the same seed and sessions.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of threads, 0 for all processors; does not change the figures.</summary>
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
