using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Counting;

/// <summary>Writes settings for reports, the same in every culture.</summary>
internal static class SettingsText
{
    /// <summary>Returns the weight of a view by its distance.</summary>
    public static string Of(StepWeighting weighting) => weighting switch
    {
        StepWeighting.Same => "weight 1",
        StepWeighting.Div => "weight 1/steps",
        StepWeighting.Linear => "weight 1 - steps/10",
        StepWeighting.Quadratic => "weight 1/steps²",
        StepWeighting.Log => "weight 1/log(steps + 1.7)",
        _ => throw new ArgumentOutOfRangeException(nameof(weighting), weighting, "no such weighting"),
    };

    /// <summary>Returns the settings of a table model.</summary>
    public static string OfTable(int entries, int lastViews, double decay) => lastViews == 1
        ? FormattableString.Invariant($"{entries} entries, last view")
        : FormattableString.Invariant($"{entries} entries, last {lastViews} views, decay {decay}");
}
