using ProductSpace.Evaluation.Measures;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>Everything measured of one model, over all windows and seeds.</summary>
public sealed record ModelResult
{
    /// <summary>Name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Name in reports.</summary>
    public required string Title { get; init; }

    /// <summary>Paper that the algorithm is from.</summary>
    public required string Source { get; init; }

    /// <summary>Settings as text; empty without settings.</summary>
    public required string Settings { get; init; }

    /// <summary>Number of settings that were tried on the validation part; 0 if none were.</summary>
    public required int SettingsTried { get; init; }

    /// <summary>Score of the chosen settings on the validation part; null if none were tried.</summary>
    public double? ValidationScore { get; init; }

    /// <summary>Seconds of all trainings for the test windows, that of settings that were tried apart.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Seconds of scoring all predictions of the test windows.</summary>
    public required double ScoringSeconds { get; init; }

    /// <summary>Figures in each mode, in the order of <see cref="RepeatMode"/>.</summary>
    public required IReadOnlyList<ModeFigures> Modes { get; init; }

    /// <summary>Scatter between seeds; null for one seed, or where the model does not depend on it.</summary>
    public SeedSpread? Spread { get; init; }

    /// <summary>
    /// Difference in HR@20 from the model that is compared with, over seeds; null for that model itself, or where
    /// neither depends on a seed.
    /// </summary>
    public BootstrapInterval? SeedHitRateChange { get; init; }

    /// <summary>The difference in MRR@20 over seeds, likewise.</summary>
    public BootstrapInterval? SeedMrrChange { get; init; }

    /// <summary>Figures by group of predictions, in the mode of the comparison.</summary>
    public required IReadOnlyList<GroupFigures> Groups { get; init; }

    /// <summary>HR@N for N from 1 to 20, in the mode of the comparison.</summary>
    public required IReadOnlyList<double> HitRates { get; init; }

    /// <summary>That curve for each bin of the views so far; empty for a bin without predictions.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> HitRatesByViews { get; init; }

    /// <summary>What an index loses; null if it was not asked for, or if the model has no vectors.</summary>
    public IndexLoss? Index { get; init; }

    /// <summary>Returns the figures in a mode.</summary>
    public ModeFigures this[RepeatMode mode] => Modes[(int)mode];
}
