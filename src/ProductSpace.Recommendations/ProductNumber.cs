namespace ProductSpace.Recommendations;

/// <summary>A number of a product that a rule can go by.</summary>
public enum ProductNumber
{
    /// <summary>Price in minor units (cents).</summary>
    Price,

    /// <summary>Days since the product came into the shop.</summary>
    AgeDays,

    /// <summary>Number of the column that <see cref="NumberDecay.Column"/> names, such as a rating.</summary>
    Column,
}
