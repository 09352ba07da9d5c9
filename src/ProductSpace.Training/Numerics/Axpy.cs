using System.Numerics;
using System.Runtime.InteropServices;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// Adds multiples of rows, element by element, multiplied and added without FMA: every vector width gives the same
/// bits.
/// </summary>
internal static class Axpy
{
    /// <summary>Adds factor * values to the target.</summary>
    public static void Add(Span<double> target, ReadOnlySpan<double> values, double factor)
    {
        values = values[..target.Length];
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> source = MemoryMarshal.Cast<double, Vector<double>>(values)[..wide.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] += source[i] * factor;
        }

        for (int i = wide.Length * Vector<double>.Count; i < target.Length; i++)
        {
            target[i] += values[i] * factor;
        }
    }

    /// <summary>Returns the sum of the products of two rows, in their order.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
