namespace ProductSpace.Recommendations;

/// <summary>A range of a number column, bounds included; without bounds, any number will do.</summary>
/// <param name="Min">Least number that counts; null for any.</param>
/// <param name="Max">Greatest number that counts; null for any.</param>
public readonly record struct NumberRange(double? Min = null, double? Max = null);
