namespace ProductSpace.Numerics;

/// <summary>
/// Stretches centred rows along the direction of the mean by a factor, and queries by its inverse: no dot product of
/// the two changes, but their rounding does. Where vectors differ little, a query is almost the mean, long against
/// what tells the products apart, and what the rows have along it is short; rounded as they are, each drowns what it
/// meets. Stretched by sqrt(length of the mean / deviation along it), the product of the two lengths is least, and with
/// it what the codes lose.
/// </summary>
internal sealed class Stretch
{
    /// <summary>Largest factor that a file may have; none that a build finds is above.</summary>
    public const double Most = 1 << 26;

    /// <summary>Mean cosine of two products from which rows are stretched.</summary>
    public const double LeastMeanCosine = 0.875;

    private readonly double[] _axis;

    public Stretch(double factor, ReadOnlySpan<float> mean)
    {
        Factor = factor;
        _axis = new double[mean.Length];
        for (int i = 0; i < mean.Length; i++)
        {
            _axis[i] = mean[i];
        }

        double length = UnitVector.Normalise(_axis);
        HasAxis = length > 0;
    }

    public double Factor { get; }

    /// <summary>Whether the mean has a direction; false only for a forged file.</summary>
    public bool HasAxis { get; }

    /// <summary>The factor for a mean of a length and rows that deviate from it along its direction.</summary>
    public static double FactorFor(double meanLength, double deviation) =>
        deviation > 0 ? Math.Clamp(Math.Sqrt(meanLength / deviation), 1, Most) : 1;

    /// <summary>Component of a centred row along the mean.</summary>
    public double Along(ReadOnlySpan<double> unit, ReadOnlySpan<float> mean)
    {
        double along = 0;
        for (int i = 0; i < _axis.Length; i++)
        {
            along += _axis[i] * (unit[i] - mean[i]);
        }

        return along;
    }

    /// <summary>Centres and stretches a row.</summary>
    public void OfRow(ReadOnlySpan<double> unit, ReadOnlySpan<float> mean, Span<float> row)
    {
        double more = (Factor - 1) * Along(unit, mean);
        for (int i = 0; i < _axis.Length; i++)
        {
            row[i] = (float)(unit[i] - mean[i] + (more * _axis[i]));
        }
    }

    /// <summary>Shortens a query by the inverse of the factor.</summary>
    public void OfQuery(ReadOnlySpan<double> unit, Span<float> query)
    {
        double along = 0;
        for (int i = 0; i < _axis.Length; i++)
        {
            along += _axis[i] * unit[i];
        }

        double less = ((1 / Factor) - 1) * along;
        for (int i = 0; i < _axis.Length; i++)
        {
            query[i] = (float)(unit[i] + (less * _axis[i]));
        }
    }
}
