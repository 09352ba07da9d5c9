namespace ProductSpace;

/// <summary>What a build does with a product whose vector is zero or not finite, is missing, or whose id stands twice.</summary>
public enum BadVectorPolicy
{
    /// <summary>The build stops with an error that names the product and its row.</summary>
    Refuse = 0,

    /// <summary>The product is left out and counted; of a double id the first row stays.</summary>
    Skip = 1,
}
