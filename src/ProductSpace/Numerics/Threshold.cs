using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>Finds the numbers of a block that reach a threshold. Few do, so 32 are tested in one step.</summary>
internal static class Threshold
{
    /// <summary>
    /// Writes the ascending positions of the values that are at least <paramref name="least"/>; returns their number.
    /// The span of positions is as long as the values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(ReadOnlySpan<int> values, int least, Span<int> places)
    {
        if (places.Length < values.Length)
        {
            throw new ArgumentException($"room for {places.Length} of {values.Length} positions", nameof(places));
        }

        int count = 0;
        int i = 0;
        int lanes = Vector256<int>.Count;
        Vector256<int> bound = Vector256.Create(least);
        ref int start = ref MemoryMarshal.GetReference(values);
        for (; i + (4 * lanes) <= values.Length; i += 4 * lanes)
        {
            Vector256<int> a = Vector256.LoadUnsafe(ref start, (nuint)i);
            Vector256<int> b = Vector256.LoadUnsafe(ref start, (nuint)(i + lanes));
            Vector256<int> c = Vector256.LoadUnsafe(ref start, (nuint)(i + (2 * lanes)));
            Vector256<int> d = Vector256.LoadUnsafe(ref start, (nuint)(i + (3 * lanes)));
            if (!Vector256.GreaterThanOrEqualAny(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)), bound))
            {
                continue;
            }

            uint mask = Reaches(a, bound) | (Reaches(b, bound) << 8) | (Reaches(c, bound) << 16)
                | (Reaches(d, bound) << 24);
            for (; mask != 0; mask &= mask - 1)
            {
                places[count++] = i + BitOperations.TrailingZeroCount(mask);
            }
        }

        for (; i + Vector256<int>.Count <= values.Length; i += Vector256<int>.Count)
        {
            uint mask = Vector256.GreaterThanOrEqual(
                Vector256.Create(values.Slice(i, Vector256<int>.Count)), bound).ExtractMostSignificantBits();
            for (; mask != 0; mask &= mask - 1)
            {
                places[count++] = i + BitOperations.TrailingZeroCount(mask);
            }
        }

        for (; i < values.Length; i++)
        {
            if (values[i] >= least)
            {
                places[count++] = i;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Reaches(Vector256<int> values, Vector256<int> bound) =>
        Vector256.GreaterThanOrEqual(values, bound).ExtractMostSignificantBits();
}
