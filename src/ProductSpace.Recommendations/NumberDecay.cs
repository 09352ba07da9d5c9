namespace ProductSpace.Recommendations;

/// <summary>
/// How near a number of a product is to a wanted one: 1 at the origin, a half at the distance of the scale, less beyond
/// it. A product whose number is unknown has 0; of several numbers in a column the nearest to the origin counts.
/// </summary>
/// <param name="Number">The number.</param>
/// <param name="Origin">
/// The wanted value: minor units (cents) of a price, days of an age, the column's own unit.
/// </param>
/// <param name="Scale">Distance from the origin at which a half is left, above 0, in the same unit.</param>
/// <param name="Shape">How it falls.</param>
public sealed record NumberDecay(
    ProductNumber Number, double Origin, double Scale, DecayShape Shape = DecayShape.Exponential)
{
    /// <summary>Number column to go by, where <see cref="Number"/> is <see cref="ProductNumber.Column"/>.</summary>
    public string? Column { get; init; }

    /// <summary>Goes by a number column of the index.</summary>
    /// <param name="column">Name of the column, such as "rating".</param>
    /// <param name="origin">The wanted value.</param>
    /// <param name="scale">Distance from the origin at which a half is left, above 0.</param>
    /// <param name="shape">How it falls.</param>
    public static NumberDecay Of(
        string column, double origin, double scale, DecayShape shape = DecayShape.Exponential) =>
        new(ProductNumber.Column, origin, scale, shape) { Column = column };

    /// <summary>Returns what is left at a value of the number, from 0 to 1.</summary>
    /// <param name="value">A price, an age or a number of the column.</param>
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
