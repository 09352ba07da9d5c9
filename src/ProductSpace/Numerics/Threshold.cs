using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>Finds the numbers of a block that reach a threshold. Few do, so eight are tested in one step.</summary>
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
        Vector256<int> bound = Vector256.Create(least);
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
}
