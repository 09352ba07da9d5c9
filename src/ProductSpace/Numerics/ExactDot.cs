using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// Dot product of an exact row (int16) with both planes of a query, high * 2^14 + low, in 64-bit integers: every width
/// gives equal numbers. Vector forms read past the row, where the query is zero.
/// </summary>
internal static unsafe class ExactDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum<TRow>(TRow row, short* high, short* low, int dimension)
        where TRow : struct, IExactRow =>
        Avx512BW.IsSupported && Vector512.IsHardwareAccelerated ? Sum512(row, high, low, dimension)
        : Avx2.IsSupported ? Sum256(row, high, low, dimension)
        : Has128 ? Sum128(row, high, low, dimension)
        : SumScalar(row, high, low, dimension);

    /// <summary>Whether <see cref="Sum128"/> can run: SSE4.1 on x86, AdvSimd on Arm.</summary>
    public static bool Has128 => Sse41.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>The reference for the others.</summary>
    public static long SumScalar<TRow>(TRow row, short* high, short* low, int dimension)
        where TRow : struct, IExactRow
    {
        long highSum = 0;
        long lowSum = 0;
        for (int i = 0; i < dimension; i++)
        {
            highSum += row.At(i) * high[i];
            lowSum += row.At(i) * low[i];
        }

        return Join(highSum, lowSum);
    }

    /// <summary>Processes eight numbers at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum128<TRow>(TRow row, short* high, short* low, int dimension)
        where TRow : struct, IExactRow
    {
        Vector128<long> highSum = default;
        Vector128<long> lowSum = default;
        for (int i = 0; i < dimension; i += 8)
        {
            Vector128<short> values = row.Load128(i);
            highSum = Add(highSum, values, Vector128.Load(high + i));
            lowSum = Add(lowSum, values, Vector128.Load(low + i));
        }

        return Join(Vector128.Sum(highSum), Vector128.Sum(lowSum));
    }

    /// <summary>Processes sixteen numbers at a time.</summary>
    /// <remarks>
    /// A pair of products is below 2 * 2^15 * 2^14 = 2^30; its upper and its lower half are added up by themselves,
    /// which needs no wider lanes: 65,536 pairs of a lane fit.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum256<TRow>(TRow row, short* high, short* low, int dimension)
        where TRow : struct, IExactRow
    {
        Vector256<int> half = Vector256.Create((int)ushort.MaxValue);
        Vector256<int> highUpper = default;
        Vector256<int> highLower = default;
        Vector256<int> lowUpper = default;
        Vector256<int> lowLower = default;
        for (int i = 0; i < dimension; i += 16)
        {
            Vector256<short> values = row.Load256(i);
            Vector256<int> highProducts = Avx2.MultiplyAddAdjacent(values, Vector256.Load(high + i));
            Vector256<int> lowProducts = Avx2.MultiplyAddAdjacent(values, Vector256.Load(low + i));
            highUpper += highProducts >> 16;
            highLower += highProducts & half;
            lowUpper += lowProducts >> 16;
            lowLower += lowProducts & half;
        }

        return Join(
            Halves(Vector256.Sum(highUpper), Vector256.Sum(highLower)),
            Halves(Vector256.Sum(lowUpper), Vector256.Sum(lowLower)));
    }

    /// <summary>Processes 32 numbers at a time; see <see cref="Sum256"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum512<TRow>(TRow row, short* high, short* low, int dimension)
        where TRow : struct, IExactRow
    {
        Vector512<int> half = Vector512.Create((int)ushort.MaxValue);
        Vector512<int> highUpper = default;
        Vector512<int> highLower = default;
        Vector512<int> lowUpper = default;
        Vector512<int> lowLower = default;
        for (int i = 0; i < dimension; i += 32)
        {
            Vector512<short> values = row.Load512(i);
            Vector512<int> highProducts = Avx512BW.MultiplyAddAdjacent(values, Vector512.Load(high + i));
            Vector512<int> lowProducts = Avx512BW.MultiplyAddAdjacent(values, Vector512.Load(low + i));
            highUpper += highProducts >> 16;
            highLower += highProducts & half;
            lowUpper += lowProducts >> 16;
            lowLower += lowProducts & half;
        }

        return Join(
            Halves(Vector512.Sum(highUpper), Vector512.Sum(highLower)),
            Halves(Vector512.Sum(lowUpper), Vector512.Sum(lowLower)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Add(Vector128<long> sum, Vector128<short> values, Vector128<short> plane)
    {
        if (AdvSimd.Arm64.IsSupported)
        {
            sum = AdvSimd.AddPairwiseWideningAndAdd(
                sum, AdvSimd.MultiplyWideningLower(values.GetLower(), plane.GetLower()));
            return AdvSimd.AddPairwiseWideningAndAdd(sum, AdvSimd.MultiplyWideningUpper(values, plane));
        }

        (Vector128<long> lower, Vector128<long> upper) = Vector128.Widen(Sse2.MultiplyAddAdjacent(values, plane));
        return sum + lower + upper;
    }

    private static long Halves(int upper, int lower) => ((long)upper << 16) + lower;

    private static long Join(long high, long low) => (high << ExactRows.PlaneBits) + low;
}
