namespace ProductSpace;

/// <summary>
/// What a build does with a product whose vector is zero, not finite or missing, or whose id occurs twice.
/// </summary>
public enum BadVectorPolicy
{
    /// <summary>Stops the build with an error that names the product and its row.</summary>
    Refuse = 0,

    /// <summary>Leaves the product out and counts it; of a repeated id the first row stays.</summary>
    Skip = 1,
}
