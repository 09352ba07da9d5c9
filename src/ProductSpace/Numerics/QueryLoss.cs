using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Sums over the numbers of a query that tell how its codes turn into similarities and what they lost. Four lanes of
/// float64 are added in order, without FMA: identical bits on every machine, whatever the width of its vectors.
/// </summary>
internal static class QueryLoss
{
    private const int Lanes = 4;

    /// <summary>Dot product of a query and a mean of at least its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> unit, ReadOnlySpan<float> mean)
    {
        mean = mean[..unit.Length];
        ref double unitStart = ref MemoryMarshal.GetReference(unit);
        ref float meanStart = ref MemoryMarshal.GetReference(mean);
        Vector256<double> lanes = default;
        int i = 0;
        for (; i + Lanes <= unit.Length; i += Lanes)
        {
            lanes += Vector256.LoadUnsafe(ref unitStart, (nuint)i)
                * Widen(Vector128.LoadUnsafe(ref meanStart, (nuint)i));
        }

        double sum = SumOf(lanes);
        for (; i < unit.Length; i++)
        {
            sum += unit[i] * mean[i];
        }

        return sum;
    }

    /// <summary>Sum of codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Sum(ReadOnlySpan<sbyte> codes)
    {
        ref sbyte start = ref MemoryMarshal.GetReference(codes);
        Vector256<int> lanes = default;
        int i = 0;
        for (; i + Vector128<sbyte>.Count <= codes.Length; i += Vector128<sbyte>.Count)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref start, (nuint)i));
            (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(low + high);
            lanes += Vector256.Create(lower, upper);
        }

        int sum = Vector256.Sum(lanes);
        for (; i < codes.Length; i++)
        {
            sum += codes[i];
        }

        return sum;
    }

    /// <summary>Squared length of what is left of numbers when their codes times a step are taken away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Square(ReadOnlySpan<float> numbers, ReadOnlySpan<sbyte> codes, double step)
    {
        codes = codes[..numbers.Length];
        ref float start = ref MemoryMarshal.GetReference(numbers);
        Vector256<double> lanes = default;
        int i = 0;
        for (; i + Lanes <= numbers.Length; i += Lanes)
        {
            Vector256<double> decoded = Vector256.Create((double)codes[i], codes[i + 1], codes[i + 2], codes[i + 3]);
            Vector256<double> lost = Widen(Vector128.LoadUnsafe(ref start, (nuint)i)) - (decoded * step);
            lanes += lost * lost;
        }

        double sum = SumOf(lanes);
        for (; i < numbers.Length; i++)
        {
            double lost = numbers[i] - (codes[i] * step);
            sum += lost * lost;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(Vector128<float> values)
    {
        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(values);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SumOf(Vector256<double> lanes) => lanes[0] + lanes[1] + lanes[2] + lanes[3];
}
