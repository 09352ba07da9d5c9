namespace ProductSpace.Recommendations;

/// <summary>
/// How near a number of a product is to a wanted one: 1 at the origin, a half at the distance of the scale, less beyond
/// it. A product whose number is unknown has 0.
/// </summary>
/// <param name="Number">The number.</param>
/// <param name="Origin">The wanted value: minor units (cents) of a price, days of an age.</param>
/// <param name="Scale">Distance from the origin at which a half is left, above 0, in the same unit.</param>
/// <param name="Shape">How it falls.</param>
public sealed record NumberDecay(
    ProductNumber Number, double Origin, double Scale, DecayShape Shape = DecayShape.Exponential)
{
    /// <summary>Returns what is left at a value of the number, from 0 to 1.</summary>
    /// <param name="value">A price or an age.</param>
    public double At(double value)
    {
        double distance = Math.Abs(value - Origin) / Scale;
        return Shape switch
        {
            DecayShape.Linear => Math.Max(0, 1 - (distance / 2)),
            DecayShape.Gauss => Math.Pow(2, -distance * distance),
            _ => Math.Pow(2, -distance),
        };
    }
}
