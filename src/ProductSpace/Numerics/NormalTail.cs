using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// The share of a normal distribution above z standard deviations, from a table in steps of a 16th, rounded down so that the
/// share is never too small. The table comes from sums and products alone, no library function, so that it is the same on every machine.
/// </summary>
internal static class NormalTail
{
    private const int Steps = 16;
    private const int Widest = 6;

    private static readonly float[] Shares = Make();

    /// <summary>1 where z is below zero: a caller asks what may still come, and there it is surely worth a look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Above(float z)
    {
        float place = z * Steps;
        return !(place >= 0) ? 1 : place < Shares.Length ? Shares[(int)place] : 0;
    }

    /// <summary>Simpson's rule from the far end; Widest + 2 stands for infinity.</summary>
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

    /// <summary>exp(-z²/2) / sqrt(2 pi): the series of exp at a 1024th of the argument, squared ten times.</summary>
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
