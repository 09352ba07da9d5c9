using ProductSpace.Evaluation.Splits;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>A comparison of models on one log.</summary>
public sealed record ComparisonResult
{
    /// <summary>Number of sessions of the log, single views included.</summary>
    public required int LogSessions { get; init; }

    /// <summary>Number of views of the log.</summary>
    public required int LogViews { get; init; }

    /// <summary>Number of products of the log, rare ones included.</summary>
    public required int LogProducts { get; init; }

    /// <summary>True if the log is split at times, false if by the order of its sessions.</summary>
    public required bool IsClock { get; init; }

    /// <summary>Why the times are a clock or not; empty if unknown.</summary>
    public required string ClockReason { get; init; }

    /// <summary>True if consecutive views of one product were kept.</summary>
    public required bool KeepsRepeats { get; init; }

    /// <summary>What was asked for.</summary>
    public required ComparisonOptions Options { get; init; }

    /// <summary>Split of each test window, the oldest first.</summary>
    public required IReadOnlyList<SplitCounts> Windows { get; init; }

    /// <summary>Split of the validation window; null if no settings were chosen.</summary>
    public SplitCounts? Validation { get; init; }

    /// <summary>Number of predictions that were made.</summary>
    public required int Predictions { get; init; }

    /// <summary>Number of predictions that could be made.</summary>
    public required long Positions { get; init; }

    /// <summary>Number of sessions that predictions were made for: what the intervals draw.</summary>
    public required int PredictedSessions { get; init; }

    /// <summary>Highest HR that a mode allows, in the order of <see cref="RepeatMode"/>.</summary>
    public required IReadOnlyList<double> HighestHitRates { get; init; }

    /// <summary>Name of the model that the others are compared with.</summary>
    public required string Against { get; init; }

    /// <summary>The models, best first by the metric and mode of the options.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Example sessions of the last window.</summary>
    public required IReadOnlyList<ExampleSession> Examples { get; init; }

    /// <summary>Seconds of the whole comparison.</summary>
    public required double Seconds { get; init; }
}
