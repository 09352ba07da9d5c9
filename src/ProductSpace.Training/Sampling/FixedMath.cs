namespace ProductSpace.Training.Sampling;

/// <summary>
/// Logarithm and power from additions, multiplications and divisions in a fixed order. They give the same bits on every
/// machine, which the system's math library does not promise. Relative error below 1e-13.
/// </summary>
internal static class FixedMath
{
    private const int ExponentBias = 1023;
    private const int MantissaBits = 52;
    private const int LogTerms = 17;
    private const int ExpTerms = 18;
    private const double Ln2 = 0.693147180559945309417232121458;
    private const double Sqrt2 = 1.41421356237309504880168872421;

    /// <summary>
    /// Returns the natural logarithm of a positive normal number: ln m = 2 atanh((m - 1) / (m + 1)) for m in [1/sqrt 2,
    /// sqrt 2].
    /// </summary>
    public static double Log(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> MantissaBits) - ExponentBias;
        double mantissa = BitConverter.Int64BitsToDouble(
            (bits & ((1L << MantissaBits) - 1)) | ((long)ExponentBias << MantissaBits));
        if (mantissa > Sqrt2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double ratio = (mantissa - 1) / (mantissa + 1);
        double square = ratio * ratio;
        double sum = 0;
        for (int n = LogTerms; n >= 1; n -= 2)
        {
            sum = (sum * square) + (1.0 / n);
        }

        return (exponent * Ln2) + (2 * ratio * sum);
    }

    /// <summary>Returns e to this power, for powers within +-700.</summary>
    public static double Exp(double power)
    {
        double whole = Math.Round(power / Ln2);
        double rest = power - (whole * Ln2);
        double sum = 1;
        for (int n = ExpTerms; n >= 1; n--)
        {
            sum = 1 + (sum * rest / n);
        }

        return sum * BitConverter.Int64BitsToDouble((long)(whole + ExponentBias) << MantissaBits);
    }

    /// <summary>Returns a positive base to this power.</summary>
    public static double Pow(double value, double power) => Exp(power * Log(value));
}
