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
        Widen(vector, unit);
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

    /// <summary>Adds a multiple of a vector to a sum of the same length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(ReadOnlySpan<double> vector, double factor, Span<double> sum)
    {
        sum = sum[..vector.Length];
        ref double vectorStart = ref MemoryMarshal.GetReference(vector);
        ref double sumStart = ref MemoryMarshal.GetReference(sum);
        int i = 0;
        for (; i + Lanes <= vector.Length; i += Lanes)
        {
            (Vector256.LoadUnsafe(ref sumStart, (nuint)i) + (Vector256.LoadUnsafe(ref vectorStart, (nuint)i) * factor))
                .StoreUnsafe(ref sumStart, (nuint)i);
        }

        for (; i < vector.Length; i++)
        {
            sum[i] += vector[i] * factor;
        }
    }

    /// <summary>Copies float32 numbers into the first places of float64 ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<float> numbers, Span<double> widened)
    {
        widened = widened[..numbers.Length];
        ref float start = ref MemoryMarshal.GetReference(numbers);
        ref double target = ref MemoryMarshal.GetReference(widened);
        int i = 0;
        for (; i + (2 * Lanes) <= numbers.Length; i += 2 * Lanes)
        {
            (Vector256<double> lower, Vector256<double> upper) =
                Vector256.Widen(Vector256.LoadUnsafe(ref start, (nuint)i));
            lower.StoreUnsafe(ref target, (nuint)i);
            upper.StoreUnsafe(ref target, (nuint)(i + Lanes));
        }

        for (; i < numbers.Length; i++)
        {
            widened[i] = numbers[i];
        }
    }

    /// <summary>Rounds float64 numbers to float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(ReadOnlySpan<double> numbers, Span<float> rounded)
    {
        rounded = rounded[..numbers.Length];
        ref double start = ref MemoryMarshal.GetReference(numbers);
        ref float target = ref MemoryMarshal.GetReference(rounded);
        int i = 0;
        for (; i + (2 * Lanes) <= numbers.Length; i += 2 * Lanes)
        {
            Vector256.Narrow(
                Vector256.LoadUnsafe(ref start, (nuint)i),
                Vector256.LoadUnsafe(ref start, (nuint)(i + Lanes))).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < numbers.Length; i++)
        {
            rounded[i] = (float)numbers[i];
        }
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
