using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Share of a normal distribution above z standard deviations, from a table in steps of 1/16. z is rounded down, so
/// that the share is never too small. The table comes from sums and products alone, without library functions, so that
/// it is equal on every machine.
/// </summary>
internal static class NormalTail
{
    private const int Steps = 16;
    private const int Widest = 6;

    private static readonly float[] Shares = Make();

    /// <summary>
    /// Looks up a share; 1 if z is negative, because callers ask what may still come, and then a look is certainly
    /// worthwhile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Above(float z)
    {
        float place = z * Steps;
        return !(place >= 0) ? 1 : place < Shares.Length ? Shares[(int)place] : 0;
    }

    /// <summary>Integrates from the far end by Simpson's rule; Widest + 2 stands for infinity.</summary>
    private static float[] Make()
    {
        float[] shares = new float[Widest * Steps];
        double sum = 0;
        for (int i = ((Widest + 2) * Steps) - 1; i >= 0; i--)
        {
            double left = (double)i / Steps;
            double right = (double)(i + 1) / Steps;
            sum += (Density(left) + (4 * Density((left + right) / 2)) + Density(right)) / (6 * Steps);
            if (i < shares.Length)
            {
                shares[i] = (float)sum;
            }
        }

        return shares;
    }

    /// <summary>
    /// Computes exp(-z²/2) / sqrt(2 pi) by the series of exp at 1/1024 of the argument, squared ten times.
    /// </summary>
    private static double Density(double z)
    {
        double x = z * z / 2048;
        double power = 1 + (x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4)))))));
        for (int i = 0; i < 10; i++)
        {
            power *= power;
        }

        return 0.3989422804014327 / power;
    }
}
