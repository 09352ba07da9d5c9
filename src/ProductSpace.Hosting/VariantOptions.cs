namespace ProductSpace.Hosting;

/// <summary>
/// One variant of an <see cref="ExperimentOptions"/>: what its shoppers get and others do not. Null leaves an option as
/// the caller set it.
/// </summary>
public sealed class VariantOptions
{
    /// <summary>
    /// Name in results and metrics. Required. Decides with the key who belongs to the variant: another label moves
    /// shoppers.
    /// </summary>
    public string Label { get; set; } = string.Empty;

    /// <summary>Share of the shoppers, relative to the sum of all weights; 0 for nobody. 1 by default.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>
    /// Generation of the folder that answers; it stays open beside the current one. Null for the current one.
    /// </summary>
    public int? Generation { get; set; }

    /// <summary>Replaces <see cref="SearchOptions.Space"/>; Next needs a snapshot that has it.</summary>
    public Space? Space { get; set; }

    /// <summary>Replaces <see cref="SearchOptions.TargetRecall"/>: above 0 to 1.</summary>
    public float? TargetRecall { get; set; }

    /// <summary>Replaces <see cref="SearchOptions.EfSearch"/>: 1 to 1048576.</summary>
    public int? EfSearch { get; set; }

    /// <summary>Replaces <see cref="SearchOptions.Decay"/>: above 0 to 1.</summary>
    public float? Decay { get; set; }

    /// <summary>Replaces <see cref="SearchOptions.DiversityLambda"/>: above 0 to 1.</summary>
    public float? DiversityLambda { get; set; }
}
