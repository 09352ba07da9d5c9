using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>Rounds a rotated query to 7-bit signed codes, -63 to 63, with its own step.</summary>
internal static class QueryCodes
{
    /// <summary>
    /// Fills the codes, zero past the dimension; returns the step. The rotated row is padded with zeros to a multiple
    /// of 16.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Encode(ReadOnlySpan<float> rotated, int dimension, Span<sbyte> codes)
    {
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
        ref sbyte target = ref MemoryMarshal.GetReference(codes[..CodeRows.StrideFor(dimension)]);
        for (int written = 0; written < rotated.Length; written += Vector128<sbyte>.Count)
        {
            Vector128<short> low = Round(ref start, written, inverse);
            Vector128<short> high = Round(ref start, written + Vector256<float>.Count, inverse);
            Vector128.Narrow(low, high).StoreUnsafe(ref target, (nuint)written);
        }

        codes[dimension..].Clear();
        return largest / CodeRows.Limit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Round(ref float start, int first, float inverse)
    {
        Vector256<int> rounded = Vector256.ConvertToInt32(
            Vector256.Round(Vector256.LoadUnsafe(ref start, (nuint)first) * inverse));
        return Vector128.Narrow(rounded.GetLower(), rounded.GetUpper());
    }
}
