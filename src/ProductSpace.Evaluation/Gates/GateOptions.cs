using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Gates;

/// <summary>How two snapshots are compared before one replaces the other.</summary>
public sealed record GateOptions
{
    /// <summary>Length of the lists that are judged, 1 to 100.</summary>
    public int ListLength { get; init; } = 20;

    /// <summary>
    /// Maximum number of predictions, at least 100: one of each of equal stretches of all views that could be
    /// predicted.
    /// </summary>
    public int MaxPredictions { get; init; } = 5000;

    /// <summary>Confidence of the intervals, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.99;

    /// <summary>
    /// Loss that is let pass, as a share of the older snapshot's figure, 0 to below 1: two trainings with different
    /// seeds differ by about as much.
    /// </summary>
    public double Tolerance { get; init; } = 0.02;

    /// <summary>
    /// How recommendations are made; null for the defaults. Viewed products may be recommended again, because shoppers
    /// view products again; the one viewed last may not.
    /// </summary>
    public Placement? Placement { get; init; }

    /// <summary>Number of example sessions in the result.</summary>
    public int Examples { get; init; } = 5;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ListLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ListLength, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPredictions, 100);
        ArgumentOutOfRangeException.ThrowIfNegative(Examples);
        if (!(Confidence is > 0 and < 1) || !(Tolerance is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Confidence), Confidence, "confidence must be above 0 and below 1, tolerance from 0 to below 1");
        }
    }
}
