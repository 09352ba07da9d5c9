using System.Runtime.CompilerServices;

namespace ProductSpace.Recommendations.Ranking;

/// <summary>
/// Orders many scores: a radix sort of whole numbers that hold the score in short and its place, then one pass that
/// settles what the short form leaves open. The result is that of comparing the scores themselves. Allocates nothing.
/// </summary>
internal static class ScoreOrder
{
    private const int Digits = 4;
    private const int DigitBits = 8;
    private const int DigitValues = 1 << DigitBits;

    /// <summary>
    /// Writes the places of the scores, the highest first; equal ones by their ties, the lowest first.
    /// </summary>
    /// <param name="scores">Scores, none of which is not a number.</param>
    /// <param name="ties">What decides between equal scores, different numbers; empty for their places.</param>
    /// <param name="keys">Working space, twice as many as scores.</param>
    /// <param name="order">Receives the places.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(
        ReadOnlySpan<double> scores, ReadOnlySpan<int> ties, Span<ulong> keys, Span<int> order)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits((float)scores[i]);

            // Rising with the score, then turned, so that the highest comes first.
            bits = ~((int)bits < 0 ? ~bits : bits | 0x8000_0000);
            keys[i] = ((ulong)bits << 32) | (uint)i;
        }

        keys = Sort(keys[..scores.Length], keys.Slice(scores.Length, scores.Length));
        for (int i = 0; i < scores.Length; i++)
        {
            int place = (int)(uint)keys[i];
            int at = i;
            while (at > 0 && IsBefore(scores, ties, place, order[at - 1]))
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = place;
        }
    }

    /// <summary>
    /// Sorts by the upper half, digit by digit from the lowest; equal ones keep their order, which is that of their
    /// places. A digit that all have in common moves nothing.
    /// </summary>
    /// <returns>The one of the two spans that holds the result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Span<ulong> Sort(Span<ulong> keys, Span<ulong> other)
    {
        Span<int> counts = stackalloc int[Digits * DigitValues];
        counts.Clear();
        foreach (ulong key in keys)
        {
            for (int digit = 0; digit < Digits; digit++)
            {
                counts[(digit * DigitValues) + DigitOf(key, digit)]++;
            }
        }

        for (int digit = 0; digit < Digits && keys.Length > 1; digit++)
        {
            Span<int> starts = counts.Slice(digit * DigitValues, DigitValues);
            if (starts[DigitOf(keys[0], digit)] == keys.Length)
            {
                continue;
            }

            int start = 0;
            foreach (ref int count in starts)
            {
                (count, start) = (start, start + count);
            }

            foreach (ulong key in keys)
            {
                other[starts[DigitOf(key, digit)]++] = key;
            }

            Span<ulong> sorted = other;
            other = keys;
            keys = sorted;
        }

        return keys;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitOf(ulong key, int digit) => (byte)(key >> (32 + (digit * DigitBits)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBefore(ReadOnlySpan<double> scores, ReadOnlySpan<int> ties, int place, int other) =>
        scores[place] > scores[other]
        || (scores[place] == scores[other] && (ties.IsEmpty ? place < other : ties[place] < ties[other]));
}
