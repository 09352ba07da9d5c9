using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Scales vectors to length 1 in float64. Squares are summed in four lanes that are added in order, without FMA, and
/// numbers are multiplied by the inverse of the length: identical bits on every machine, whatever the width of its
/// vectors.
/// </summary>
internal static class UnitVector
{
    private const int Lanes = 4;

    /// <summary>
    /// Writes the unit vector and returns the length; 0 for a zero vector, NaN if a number is not finite.
    /// </summary>
    public static double Normalise(ReadOnlySpan<float> vector, Span<double> unit)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            unit[i] = vector[i];
        }

        return Normalise(unit[..vector.Length]);
    }

    /// <summary>
    /// Whether <see cref="Normalise(Span{double})"/> would find a length above 0: all numbers finite, one not zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool HasDirection(ReadOnlySpan<float> vector)
    {
        const int magnitude = int.MaxValue;
        const int infinity = 0x7F800000;
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(vector);
        ref int start = ref MemoryMarshal.GetReference(bits);
        Vector256<int> lanes = default;
        int i = 0;
        for (; i + Vector256<int>.Count <= bits.Length; i += Vector256<int>.Count)
        {
            lanes = Vector256.Max(lanes, Vector256.LoadUnsafe(ref start, (nuint)i) & Vector256.Create(magnitude));
        }

        int largest = 0;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            largest = Math.Max(largest, lanes[lane]);
        }

        for (; i < bits.Length; i++)
        {
            largest = Math.Max(largest, bits[i] & magnitude);
        }

        return largest is > 0 and < infinity;
    }

    /// <summary>Computes the length of a vector; NaN if a number is not finite.</summary>
    public static double Length(ReadOnlySpan<float> vector)
    {
        double square = 0;
        foreach (float value in vector)
        {
            square += (double)value * value;
        }

        return double.IsFinite(square) ? Math.Sqrt(square) : double.NaN;
    }

    /// <summary>Dot product of two vectors of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        right = right[..left.Length];
        ref double leftStart = ref MemoryMarshal.GetReference(left);
        ref double rightStart = ref MemoryMarshal.GetReference(right);
        Vector256<double> lanes = default;
        int i = 0;
        for (; i + Lanes <= left.Length; i += Lanes)
        {
            lanes += Vector256.LoadUnsafe(ref leftStart, (nuint)i) * Vector256.LoadUnsafe(ref rightStart, (nuint)i);
        }

        double sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>Scales in place; returns the former length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Normalise(Span<double> vector)
    {
        ref double start = ref MemoryMarshal.GetReference(vector);
        Vector256<double> lanes = default;
        int i = 0;
        for (; i + Lanes <= vector.Length; i += Lanes)
        {
            Vector256<double> values = Vector256.LoadUnsafe(ref start, (nuint)i);
            lanes += values * values;
        }

        double square = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        for (; i < vector.Length; i++)
        {
            square += vector[i] * vector[i];
        }

        if (!double.IsFinite(square))
        {
            return double.NaN;
        }

        double length = Math.Sqrt(square);
        if (length > 0)
        {
            double inverse = 1 / length;
            i = 0;
            for (; i + Lanes <= vector.Length; i += Lanes)
            {
                (Vector256.LoadUnsafe(ref start, (nuint)i) * inverse).StoreUnsafe(ref start, (nuint)i);
            }

            for (; i < vector.Length; i++)
            {
                vector[i] *= inverse;
            }
        }

        return length;
    }
}
