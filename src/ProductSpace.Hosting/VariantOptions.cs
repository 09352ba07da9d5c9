namespace ProductSpace.Hosting;

/// <summary>One side of an <see cref="ExperimentOptions"/>: what its shoppers get that others do not. What is left out is as it was asked.</summary>
public sealed class VariantOptions
{
    /// <summary>Its name in answers and metrics; decides with the key who belongs to it, so that renaming moves shoppers. Needed.</summary>
    public string Label { get; set; } = string.Empty;

    /// <summary>Its share is its weight in the sum of all; any positive number, 0 for nobody. 1 by default.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>Answers from this generation of the folder, which stays open beside the current one; null for the current.</summary>
    public int? Generation { get; set; }

    /// <summary>In place of <see cref="SearchOptions.TargetRecall"/>: above 0 to 1.</summary>
    public float? TargetRecall { get; set; }

    /// <summary>In place of <see cref="SearchOptions.EfSearch"/>: 1 to 1048576.</summary>
    public int? EfSearch { get; set; }

    /// <summary>In place of <see cref="SearchOptions.Decay"/>: above 0 to 1.</summary>
    public float? Decay { get; set; }

    /// <summary>In place of <see cref="SearchOptions.DiversityLambda"/>: above 0 to 1.</summary>
    public float? DiversityLambda { get; set; }
}
