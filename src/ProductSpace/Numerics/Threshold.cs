using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>Which numbers of a block reach a threshold: hardly any do, so that eight of them are looked at in one step.</summary>
internal static class Threshold
{
    /// <summary>Writes the places of the values that are at least <paramref name="least"/>, ascending; returns how many. places is as long as values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(ReadOnlySpan<int> values, int least, Span<int> places)
    {
        if (places.Length < values.Length)
        {
            throw new ArgumentException($"{places.Length} places for {values.Length} values", nameof(places));
        }

        int count = 0;
        int i = 0;
        Vector256<int> bound = Vector256.Create(least);
        for (; i + Vector256<int>.Count <= values.Length; i += Vector256<int>.Count)
        {
            uint mask = Vector256.GreaterThanOrEqual(Vector256.Create(values.Slice(i, Vector256<int>.Count)), bound).ExtractMostSignificantBits();
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
