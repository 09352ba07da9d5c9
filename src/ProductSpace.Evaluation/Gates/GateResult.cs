namespace ProductSpace.Evaluation.Gates;

/// <summary>What two snapshots are worth on the same sessions. Immutable.</summary>
public sealed record GateResult
{
    /// <summary>Number of sessions that were asked about.</summary>
    public required int Sessions { get; init; }

    /// <summary>Number of predictions.</summary>
    public required int Predictions { get; init; }

    /// <summary>Length of the lists: the N of the figures.</summary>
    public required int ListLength { get; init; }

    /// <summary>Hit rate of the older snapshot.</summary>
    public required double HitRateBefore { get; init; }

    /// <summary>Hit rate of the newer snapshot.</summary>
    public required double HitRateAfter { get; init; }

    /// <summary>Mean reciprocal rank of the older snapshot.</summary>
    public required double ReciprocalRankBefore { get; init; }

    /// <summary>Mean reciprocal rank of the newer snapshot.</summary>
    public required double ReciprocalRankAfter { get; init; }

    /// <summary>Hit rate of the newer snapshot minus that of the older, prediction by prediction.</summary>
    public required BootstrapInterval HitRateChange { get; init; }

    /// <summary>Mean reciprocal rank of the newer snapshot minus that of the older.</summary>
    public required BootstrapInterval ReciprocalRankChange { get; init; }

    /// <summary>
    /// True if the newer snapshot is worse: the interval of one of the two changes lies below zero, and the loss is
    /// larger than the tolerance.
    /// </summary>
    public required bool IsWorse { get; init; }

    /// <summary>Sessions in which the newer snapshot lost most.</summary>
    public required IReadOnlyList<GateExample> Examples { get; init; }
}
