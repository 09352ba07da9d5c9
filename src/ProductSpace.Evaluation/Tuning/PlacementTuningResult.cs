using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Tuning;

/// <summary>What the search for better weights found. Immutable.</summary>
public sealed record PlacementTuningResult
{
    /// <summary>Best placement by the first half of the sessions.</summary>
    public required Placement Best { get; init; }

    /// <summary>
    /// Whether it is better than the given one: the interval of the gain over the second half lies above zero. Keep the
    /// given placement otherwise.
    /// </summary>
    public required bool IsBetter { get; init; }

    /// <summary>Figure of the given placement, over the second half of the sessions.</summary>
    public required double Before { get; init; }

    /// <summary>Figure of the best placement, over the second half of the sessions.</summary>
    public required double After { get; init; }

    /// <summary>After minus before, prediction by prediction, with its interval over sessions.</summary>
    public required BootstrapInterval Gain { get; init; }

    /// <summary>All that was tried, in order.</summary>
    public required IReadOnlyList<PlacementTrial> Trials { get; init; }

    /// <summary>Number of predictions by which the best was chosen.</summary>
    public required int ChoosingPredictions { get; init; }

    /// <summary>Number of predictions by which it was compared with the given one.</summary>
    public required int JudgingPredictions { get; init; }

    /// <summary>Whether the search ended by its limits and not because no change helped.</summary>
    public required bool IsCutShort { get; init; }
}
