namespace ProductSpace.Numerics;

/// <summary>Scaling to length 1 in float64, left to right, without FMA: the same bits on every machine.</summary>
internal static class UnitVector
{
    /// <summary>Writes the unit vector and returns the length; 0 for a zero vector, NaN where a number is not finite.</summary>
    public static double Normalise(ReadOnlySpan<float> vector, Span<double> unit)
    {
        double square = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            double value = vector[i];
            unit[i] = value;
            square += value * value;
        }

        return Scale(unit[..vector.Length], square);
    }

    /// <summary>Scales in place; returns the former length.</summary>
    public static double Normalise(Span<double> vector)
    {
        double square = 0;
        foreach (double value in vector)
        {
            square += value * value;
        }

        return Scale(vector, square);
    }

    private static double Scale(Span<double> unit, double square)
    {
        if (!double.IsFinite(square))
        {
            return double.NaN;
        }

        double length = Math.Sqrt(square);
        if (length > 0)
        {
            for (int i = 0; i < unit.Length; i++)
            {
                unit[i] /= length;
            }
        }

        return length;
    }
}
