using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Rounds a rotated query to 7-bit signed codes, -63 to 63, with its own step. Rotated queries are padded with zeros to
/// a multiple of 16, and so no sum here has a tail. Sums are in lanes that are added in order: the same bits
/// everywhere.
/// </summary>
internal static class QueryCodes
{
    /// <summary>Numbers of a step; the padding of rotated queries.</summary>
    private const int Line = 16;

    /// <summary>Fills the codes, zero past the dimension; returns the step and the sum of the codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Step, int Sum) Encode(ReadOnlySpan<float> rotated, Span<sbyte> codes)
    {
        Debug.Assert(rotated.Length % Line == 0, "a rotated query is padded to whole lines");
        ref float start = ref MemoryMarshal.GetReference(rotated);
        Vector256<float> largestLanes = default;
        for (int i = 0; i < rotated.Length; i += Vector256<float>.Count)
        {
            largestLanes = Vector256.Max(largestLanes, Vector256.Abs(Vector256.LoadUnsafe(ref start, (nuint)i)));
        }

        float largest = 0;
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            largest = Math.Max(largest, largestLanes[lane]);
        }

        // A largest number near the float32 minimum has no inverse; such a query is near no product anyway.
        float inverse = largest > 1e-30f ? CodeRows.Limit / largest : 0;
        codes[rotated.Length..].Clear();
        ref sbyte target = ref MemoryMarshal.GetReference(codes);
        Vector256<int> sums = default;
        for (int i = 0; i < rotated.Length; i += Line)
        {
            Vector256<int> lower = Round(ref start, i, inverse);
            Vector256<int> upper = Round(ref start, i + (Line / 2), inverse);
            sums += lower + upper;
            Vector256<short> both = Vector256.Narrow(lower, upper);
            Vector128.Narrow(both.GetLower(), both.GetUpper()).StoreUnsafe(ref target, (nuint)i);
        }

        return (largest / CodeRows.Limit, Vector256.Sum(sums));
    }

    /// <summary>
    /// Measures the square of the length of what the codes lost of a rotated query, and of the query itself.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Lost, double Length) SquaresOf(
        ReadOnlySpan<float> rotated, ReadOnlySpan<sbyte> codes, float step)
    {
        Debug.Assert(rotated.Length % Line == 0, "a rotated query is padded to whole lines");
        codes = codes[..rotated.Length];
        ref float start = ref MemoryMarshal.GetReference(rotated);
        ref sbyte code = ref MemoryMarshal.GetReference(codes);
        Vector256<double> unit = Vector256.Create((double)step);
        Vector256<double> lowerLost = default, upperLost = default, lowerSquares = default, upperSquares = default;
        for (int i = 0; i < rotated.Length; i += Vector256<float>.Count)
        {
            Vector128<short> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(
                Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref code, i)))).AsSByte());
            (Vector256<double> lowerCodes, Vector256<double> upperCodes) =
                Vector256.Widen(Vector256.ConvertToSingle(Vector256.Create(
                    Vector128.WidenLower(words), Vector128.WidenUpper(words))));
            (Vector256<double> lower, Vector256<double> upper) =
                Vector256.Widen(Vector256.LoadUnsafe(ref start, (nuint)i));
            lowerSquares += lower * lower;
            upperSquares += upper * upper;
            lower -= lowerCodes * unit;
            upper -= upperCodes * unit;
            lowerLost += lower * lower;
            upperLost += upper * upper;
        }

        return (SumOf(lowerLost + upperLost), SumOf(lowerSquares + upperSquares));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(ref float start, int place, float inverse) =>
        Vector256.ConvertToInt32Native(Vector256.Round(Vector256.LoadUnsafe(ref start, (nuint)place) * inverse));

    private static double SumOf(Vector256<double> lanes) => lanes[0] + lanes[1] + lanes[2] + lanes[3];
}
