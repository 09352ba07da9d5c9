using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Finds the numbers of a block that reach a threshold, and thresholds that a wanted number of them reach. Few do, so
/// eight are tested in one step.
/// </summary>
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

    /// <summary>Counts the values that are at least <paramref name="least"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Count(ReadOnlySpan<int> values, int least)
    {
        Vector256<int> bound = Vector256.Create(least);
        Vector256<int> counts = default;
        int i = 0;
        for (; i + Vector256<int>.Count <= values.Length; i += Vector256<int>.Count)
        {
            counts -= Vector256.GreaterThanOrEqual(
                Vector256.Create(values.Slice(i, Vector256<int>.Count)), bound);
        }

        int count = Vector256.Sum(counts);
        for (; i < values.Length; i++)
        {
            count += values[i] >= least ? 1 : 0;
        }

        return count;
    }

    /// <summary>
    /// A threshold that at least <paramref name="wanted"/> values reach, and at most <paramref name="spare"/> more
    /// unless some are equal to it. Its steps are counts, which take no branch on the values: a selection that moves
    /// them mispredicts every second one.
    /// </summary>
    /// <param name="values">At least as many as wanted.</param>
    /// <param name="wanted">At least 1.</param>
    /// <param name="spare">At least 0; the more, the fewer steps.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int For(ReadOnlySpan<int> values, int wanted, int spare)
    {
        (int least, int most) = Ends(values);
        long low = least;
        long high = most + 1L;
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            int count = Count(values, (int)middle);
            if (count < wanted)
            {
                high = middle;
                continue;
            }

            low = middle;
            if (count <= wanted + spare)
            {
                break;
            }
        }

        return (int)low;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Least, int Most) Ends(ReadOnlySpan<int> values)
    {
        int least = int.MaxValue;
        int most = int.MinValue;
        int i = 0;
        if (values.Length >= Vector256<int>.Count)
        {
            Vector256<int> low = Vector256.Create(int.MaxValue);
            Vector256<int> high = Vector256.Create(int.MinValue);
            for (; i + Vector256<int>.Count <= values.Length; i += Vector256<int>.Count)
            {
                Vector256<int> eight = Vector256.Create(values.Slice(i, Vector256<int>.Count));
                low = Vector256.Min(low, eight);
                high = Vector256.Max(high, eight);
            }

            for (int lane = 0; lane < Vector256<int>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                most = Math.Max(most, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
            most = Math.Max(most, values[i]);
        }

        return (least, most);
    }
}
